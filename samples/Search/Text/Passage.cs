using System.Collections.Generic;

namespace Weft.Samples;

/// <summary>Some lines of a text, which are found together.</summary>
/// <param name="Source">The text that they are of.</param>
/// <param name="Line">The number of the first, from 1 on.</param>
/// <param name="Text">The lines.</param>
internal sealed record Passage(string Source, int Line, string Text);

/// <summary>What is searched.</summary>
/// <param name="Name">What it is called in messages.</param>
/// <param name="Passages">All of it, in its order.</param>
internal sealed record Library(string Name, IReadOnlyList<Passage> Passages);
