using System;
using System.Collections.Immutable;

namespace Weft.Generator.Specification;

/// <summary>A failure that keys of the specification had a part in: its report points at the first of them that the file has.</summary>
internal abstract class KeyedException(string message, Exception? inner) : Exception(message, inner)
{
    /// <summary>The keys; empty where the failure would be the same whatever the file said.</summary>
    public ImmutableArray<Key> Keys { get; init; } = ImmutableArray<Key>.Empty;
}
