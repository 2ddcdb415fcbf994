namespace Weft.Tokenizers;

/// <summary>A part of a text, by its first code unit and the one behind its last.</summary>
internal readonly record struct TextSegment(int Start, int End, bool IsMatch);
