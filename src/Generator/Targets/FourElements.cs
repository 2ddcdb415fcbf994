using System;

namespace Weft.Generator.Targets;

/// <summary>Four neighbouring elements in one load.</summary>
/// <param name="Load">The load, from a pointer.</param>
/// <param name="Spread">One of the four in every lane, from the name of the load and a number.</param>
internal sealed record FourElements(Func<string, string> Load, Func<string, int, string> Spread);
