using System.Collections.Generic;

namespace Weft.Samples;

/// <summary>Sentences and their translations, line by line.</summary>
/// <param name="Name">What the sentences are called in messages.</param>
/// <param name="Sources">The sentences to translate.</param>
/// <param name="Targets">As many translations.</param>
internal sealed record ParallelText(string Name, IReadOnlyList<string> Sources, IReadOnlyList<string> Targets)
{
    /// <summary>Sentence pairs.</summary>
    public int Count => this.Sources.Count;
}

/// <summary>A parallel text in parts: no sentence of one is in another.</summary>
internal sealed record Corpus
{
    /// <summary>The language that is translated from.</summary>
    public required string Source { get; init; }

    /// <summary>The language that is translated to.</summary>
    public required string Target { get; init; }

    /// <summary>Whether all sentences are in lower case.</summary>
    public required bool Lowercase { get; init; }

    /// <summary>What the model learns from, and what the vocabulary is made of.</summary>
    public required ParallelText Training { get; init; }

    /// <summary>What tells how well it learns.</summary>
    public required ParallelText Validation { get; init; }

    /// <summary>What tells how well it has learnt, in the end.</summary>
    public required IReadOnlyList<ParallelText> Tests { get; init; }
}
