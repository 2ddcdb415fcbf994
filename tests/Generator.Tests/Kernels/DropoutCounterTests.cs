using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Conformance;
using Weft.Conformance.Onnx;
using Weft.Generator.Graph;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Conformance;
using Weft.Generator.Tests.Emission;
using Weft.Generator.Tests.Graph;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Two places of a model never draw their dropout from one counter, however far apart they are within the limits.</summary>
public sealed class DropoutCounterTests
{
    private const float Rate = 0.5f;
    private const int LastSite = DropoutCounter.Sites - 1;
    private const int LastRow = Limits.Rows - 1;

    private static readonly DropoutSource Source = new(0x1234_5678_9ABC_DEF0, 3);
    private static readonly string Key = $"new DropoutKey({(uint)Source.Seed}, {(uint)(Source.Seed >> 32)}, {Source.Step}, true)";

    public static TheoryData<string> Sets => [.. InstructionSetNames.All];

    [Fact]
    public void Probabilities_HaveCountersOfTheirOwn()
    {
        List<PhiloxBlock> counters =
        [
            .. from site in new[] { 0, 1, 255, 256, LastSite }
               from sequence in new[] { 0, 1, 255, 65_535, 65_536, LastRow }
               from head in new[] { 0, 1, 2, Limits.Heads - 1 }
               from query in new[] { 0, 4, 65_536, 1 << 20, 1 << 22, LastRow }
               from key in new[] { 0, 1, 65_536, LastRow }
               select Source.ProbabilityCounter(site, sequence, head, query, key),
        ];

        Assert.Equal(counters.Count, counters.Distinct().Count());
    }

    [Fact]
    public void Rows_HaveCountersOfTheirOwn()
    {
        List<PhiloxBlock> counters =
        [
            .. from site in new[] { 0, 1, 255, 256, LastSite }
               from sequence in new[] { 0, 1, 255, 65_535, 65_536, LastRow }
               from position in new[] { 0, 1, 65_536, LastRow }
               from column in new[] { 0, 4, Limits.FeedForwardColumns - 1 }
               select Source.RowCounter(site, sequence, position, column),
        ];

        Assert.Equal(counters.Count, counters.Distinct().Count());
    }

    /// <summary>A translator drops in the most places, each in every layer.</summary>
    [Fact]
    public void Sites_OfTheTallestModel_HaveNumbers()
    {
        ModelGraph graph = GraphBuilder.Build(TinyModel.Read("architecture: encoder-decoder", "layers: 2", "dropout: 0.1"));
        int sites = graph.Blocks.Sum(static block => block.DropoutSites * (block.Repetitions == 1 ? 1 : Limits.Layers));

        Assert.InRange(sites, Limits.Layers, DropoutCounter.Sites);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void RowMasks_FollowTheirCounters(string set)
    {
        int[] sequences = [0, 65_535, 65_536, LastRow];
        int[] positions = [0, 65_536, 1, LastRow];
        Axis columns = Axis.Of(40);
        double[] expected = [.. sequences.SelectMany((sequence, row) =>
            Enumerable.Range(0, columns.Count).Select(column => Source.Row(Rate, LastSite, sequence, positions[row], column)))];
        NodeProgram program = new(NodeCase.Of("Dropout", "{}", []));
        RowLayout layout = NodeProgram.LayoutOf(sequences.Length);
        string ones = program.Matrix(columns, layout.Capacity, [.. expected.Select(static _ => 1.0)]).Pointer();
        PanelMatrix output = program.Matrix(columns, layout.Capacity);
        program.CallByRows(
            new DropoutKernel(columns, layout, HasResidual: false, Rate),
            sequences.Length,
            ("input", ones), ("output", output.Pointer()), ("sequences", program.Integers(sequences)), ("positions", program.Integers(positions)),
            ("site", $"{LastSite}"), ("key", Key));
        program.Output(NodeCase.Tensor("masks", [sequences.Length, columns.Count], expected), memory => output.Unpack(memory, sequences.Length));

        Assert.Equal(expected, Run(set, program));
    }

    /// <summary>Equal scores and the unit matrix as values: each probability, dropped or not, is an output.</summary>
    [Theory]
    [MemberData(nameof(Sets))]
    public void AttentionMasks_FollowTheirCounters(string set)
    {
        const int Length = 16;
        const int Sequence = 65_536;
        const int Head = Limits.Heads - 1;
        ImmutableArray<int> shape = [Length, Length];
        NodeProgram program = new(NodeCase.Of("Attention", "{}", []));
        RowLayout layout = NodeProgram.LayoutOf(Length);
        AttentionKernel kernel = AttentionKernel.OfSequences(
            new AttentionShape(1, 1, Length, Length, Causal: false, Window: 0, HasSlopes: false, Rate, Site: 0), layout, Length, keepsStatistics: true);
        string zeros = Matrix(static (_, _) => 0).Pointer();
        string unit = Matrix(static (row, column) => row == column ? 1 : 0).Pointer();
        PanelMatrix output = program.Matrix(Axis.Of(Length), layout.Capacity);
        program.Call(
            kernel,
            ("query", zeros), ("key", zeros), ("value", unit), ("output", output.Pointer()), ("scoreMaximum", NodeProgram.Address(program.Reserve(Length))), ("inverseTotal", NodeProgram.Address(program.Reserve(Length))),
            ("start", "0"), ("length", $"{Length}"), ("keyStart", "0"), ("keyLength", $"{Length}"),
            ("site", $"{LastSite}"), ("sequence", $"{Sequence}"), ("head", $"{Head}"), ("dropout", Key),
            ("scratch", NodeProgram.Address(program.Reserve(kernel.ScratchFloats))));
        double[] expected = NodeCase.Fill(shape, static index => Source.Probability(Rate, LastSite, Sequence, Head, index[0], index[1]) / Length);
        program.Output(NodeCase.Tensor("output", [.. shape], expected), memory => output.Unpack(memory, Length));

        Assert.Equal(expected, Run(set, program));

        PanelMatrix Matrix(Func<int, int, double> value) =>
            program.Matrix(Axis.Of(Length), layout.Capacity, NodeCase.Fill(shape, index => value(index[0], index[1])));
    }

    private static double[] Run(string set, NodeProgram program)
    {
        Assert.True(InstructionSetNames.TryParse(set, out InstructionSets sets));
        NodeLibrary.Compile([program], sets);

        return program.Run()[0].Ours;
    }
}
