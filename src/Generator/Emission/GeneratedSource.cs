namespace Weft.Generator.Emission;

/// <summary>One generated file: its hint name (<c>Tiny.Forward.g.cs</c>) and its whole text.</summary>
internal sealed record GeneratedSource(string HintName, string Text);
