using System;

namespace Weft;

/// <summary>An arena of an optimizer, laid out like the gradients of a rank's share.</summary>
/// <param name="Prefix">What stands before the names of parameters in a checkpoint.</param>
/// <param name="Arena">Its numbers.</param>
/// <param name="Has">Whether a parameter has a part of it; the others' places stay zero.</param>
internal readonly record struct MomentArena(string Prefix, NativeArena Arena, Func<ParameterInfo, bool> Has);
