using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Weft.Generator.Tests.Graph;

/// <summary>Packed sequences, as a training pass sees them.</summary>
internal sealed class InterpreterBatch
{
    public InterpreterBatch(IEnumerable<(int[] Tokens, int[] Labels)> sequences)
    {
        this.Sequences = [.. sequences];
        List<int> owners = [];
        List<int> positions = [];
        List<int> starts = [];

        for (int sequence = 0; sequence < this.Sequences.Length; sequence++)
        {
            int length = this.Sequences[sequence].Tokens.Length;
            starts.Add(owners.Count);
            owners.AddRange(Enumerable.Repeat(sequence, length));
            positions.AddRange(Enumerable.Range(0, length));
        }

        this.Owners = [.. owners];
        this.Positions = [.. positions];
        this.Starts = [.. starts];
        this.Tokens = [.. this.Sequences.SelectMany(static sequence => sequence.Tokens)];
        this.Labels = [.. this.Sequences.SelectMany(static sequence => sequence.Labels)];
    }

    public ImmutableArray<(int[] Tokens, int[] Labels)> Sequences { get; }

    public int Rows => this.Tokens.Length;

    public int[] Tokens { get; }

    public int[] Labels { get; }

    /// <summary>The sequence of each row.</summary>
    public int[] Owners { get; }

    /// <summary>The position of each row in its sequence.</summary>
    public int[] Positions { get; }

    /// <summary>The first row of each sequence.</summary>
    public int[] Starts { get; }

    /// <summary>Sequences of the given lengths; every fifth label is ignored, and so is every label of the third sequence.</summary>
    public static InterpreterBatch Random(int seed, int vocabulary, params int[] lengths)
    {
        Random random = new(seed);

        return new InterpreterBatch(lengths.Select((length, sequence) => (
            Enumerable.Range(0, length).Select(_ => random.Next(vocabulary)).ToArray(),
            Enumerable.Range(0, length).Select(_ => sequence == 2 || random.Next(5) == 0 ? -1 : random.Next(vocabulary)).ToArray())));
    }

    /// <summary>The same sequences for a compiled model.</summary>
    public Batch ToBatch(ModelDescription model)
    {
        Batch batch = new(model);

        foreach ((int[] tokens, int[] labels) in this.Sequences)
        {
            batch.Add(tokens, labels);
        }

        return batch;
    }
}
