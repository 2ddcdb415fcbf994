using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Graph;

namespace Weft.Generator.Tests.Kernels;

/// <summary>What the interpreter makes of a model: two gradient passes, with dropout, and an evaluation without.</summary>
internal sealed class ReferenceRun
{
    /// <summary>The key of every dropout mask.</summary>
    public const ulong Seed = 0x0123_4567_89AB_CDEF;

    /// <summary>The dropout step of the first pass; the second has the next.</summary>
    public const uint Step = 41;

    private static readonly ConcurrentDictionary<string, Lazy<ReferenceRun>> Runs = new();

    private ReferenceRun(string name)
    {
        ModelSpecification specification = ModelCases.Read(name);
        ModelGraph graph = GraphBuilder.Build(specification);
        this.Parameters = ModelCases.CreateParameters(graph);
        this.IsPooled = specification.Pooling is not null;
        (this.Batch, this.FullBatch) = ReferenceBatches.Of(name);
        Dictionary<string, double[]> parameters = this.Parameters.ToDictionary(
            static item => item.Key, static item => Array.ConvertAll(item.Value, static value => (double)value));

        Interpreter first = new(graph, this.Batch, parameters, new DropoutSource(Seed, Step));
        this.Loss = first.RunForward();
        first.RunBackward();
        this.Gradients = first.Gradients;

        Interpreter second = new(graph, this.FullBatch, parameters, new DropoutSource(Seed, Step + 1));
        this.FullLoss = second.RunForward();
        second.RunBackward();
        this.FullGradients = second.Gradients;

        Interpreter evaluation = new(graph, this.Batch, parameters, dropout: null);
        this.EvaluationLoss = evaluation.RunForward();
        this.Logits = evaluation.Logits;
    }

    /// <summary>Values by canonical name.</summary>
    public IReadOnlyDictionary<string, float[]> Parameters { get; }

    /// <summary>A few sequences.</summary>
    public InterpreterBatch Batch { get; }

    /// <summary>As many rows as there is room for.</summary>
    public InterpreterBatch FullBatch { get; }

    /// <summary>The summed loss of <see cref="Batch"/>.</summary>
    public double Loss { get; }

    /// <summary>Its gradients.</summary>
    public IReadOnlyDictionary<string, double[]> Gradients { get; }

    /// <summary>The summed loss of <see cref="FullBatch"/>.</summary>
    public double FullLoss { get; }

    /// <summary>Its gradients.</summary>
    public IReadOnlyDictionary<string, double[]> FullGradients { get; }

    /// <summary>The summed loss of <see cref="Batch"/> without dropout.</summary>
    public double EvaluationLoss { get; }

    /// <summary>The logits of <see cref="Batch"/> without dropout, [rows, outputs].</summary>
    public double[] Logits { get; }

    /// <summary>Whether a sequence has one row of logits, and not one for each position.</summary>
    public bool IsPooled { get; }

    /// <summary>The row of <see cref="Logits"/> that decoding a position should give; null where the sequence goes on and has one row.</summary>
    public int? RowOf(int sequence, int position)
    {
        InterpreterSide side = this.Batch.Outputs;

        return !this.IsPooled ? side.Starts[sequence] + position : position == side.Sequences[sequence].Length - 1 ? sequence : null;
    }

    /// <summary>The run of a model, once for all instruction sets.</summary>
    public static ReferenceRun Of(string name) => Runs.GetOrAdd(name, static name => new Lazy<ReferenceRun>(() => new ReferenceRun(name))).Value;
}
