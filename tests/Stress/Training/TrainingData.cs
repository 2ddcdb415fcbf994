using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Graph;

namespace Weft.Stress.Training;

/// <summary>The parameters and batches of a training case.</summary>
internal sealed class TrainingData
{
    private const int Batches = 3;
    private const int MostDraws = 100;

    /// <param name="specification">The model.</param>
    /// <param name="seed">Decides all of it.</param>
    public TrainingData(ModelSpecification specification, int seed)
    {
        Random random = new(seed);
        this.Graph = GraphBuilder.Build(specification);
        this.Parameters = ModelCases.CreateParameters(this.Graph, seed);
        this.Batch = DrawBatch(specification, random);
        this.Steps = [.. Enumerable.Range(0, Batches).Select(_ => DrawLabelled(specification, random))];
        this.DropoutSeed = (ulong)random.NextInt64();
        this.DropoutStep = (uint)random.NextInt64(uint.MaxValue);
    }

    /// <summary>The model.</summary>
    public ModelGraph Graph { get; }

    /// <summary>Values by canonical name.</summary>
    public IReadOnlyDictionary<string, float[]> Parameters { get; init; }

    /// <summary>The batch of single passes; its labels may all be ignored.</summary>
    public InterpreterBatch Batch { get; init; }

    /// <summary>The batches of an optimizer's steps, in turn.</summary>
    public IReadOnlyList<InterpreterBatch> Steps { get; init; }

    /// <summary>The key of dropout.</summary>
    public ulong DropoutSeed { get; }

    /// <summary>The step of dropout in a single pass.</summary>
    public uint DropoutStep { get; }

    // A step without a label is an error.
    private static InterpreterBatch DrawLabelled(ModelSpecification specification, Random random) =>
        Enumerable.Range(0, MostDraws).Select(_ => DrawBatch(specification, random)).First(static batch => batch.LabelCount > 0);

    private static InterpreterBatch DrawBatch(ModelSpecification specification, Random random)
    {
        TrainingCapacity capacity = specification.Training!;
        int most = random.Next(1, Math.Min(capacity.Sequences, 6) + 1);
        int[] lengths = DrawLengths(capacity, random, most);
        int[] sources = DrawLengths(capacity, random, lengths.Length);

        return InterpreterBatch.Random(random.Next(), specification, lengths, sources);
    }

    // So many sequences, all of which fit: each leaves a token for each that follows.
    private static int[] DrawLengths(TrainingCapacity capacity, Random random, int count)
    {
        int[] lengths = new int[count];
        int left = capacity.Tokens;

        for (int i = 0; i < count; i++)
        {
            int most = Math.Min(capacity.Length, left - (count - 1 - i));
            lengths[i] = random.Next(3) == 0 ? most : random.Next(1, most + 1);
            left -= lengths[i];
        }

        return lengths;
    }
}
