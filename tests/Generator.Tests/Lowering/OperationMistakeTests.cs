using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Emission;
using Weft.Generator.Text;
using Xunit;

namespace Weft.Generator.Tests.Lowering;

/// <summary>
/// What the author of an operation gets wrong is one sentence at generation: which operation, pass and kernel, and what is allowed.
/// </summary>
public sealed class OperationMistakeTests
{
    private const string Parameters = "float* input, nint row, nint rows";

    public static TheoryData<string, string> WrongOperands => new()
    {
        { "kind", "Scale takes Floats as 'input', not Index." },
        { "unknown", $"Scale has no parameter 'factor'; it has {Parameters}." },
        { "missing", "Scale is not given 'input'." },
        { "null", "Scale is not given 'input'." },
        { "twice", "Scale is given 'input' twice." },
    };

    [Theory]
    [MemberData(nameof(WrongOperands))]
    public void Operand(string mistake, string sentence)
    {
        Assert.Equal($"Norm in the pass Forward: {sentence}", Message(new NormInstead(Lower), "training: {batch: 2, length: 4}"));
        Assert.Equal($"Norm in the pass Encode: {sentence}", Message(new NormInstead(Lower), "architecture: encoder", "training:"));

        IEnumerable<Work> Lower(Norm node, BlockLowering block) =>
            [block.OverRows(new ScaleKernel(), node.Side, Operands(mistake, block.Pointer(node.Input)))];
    }

    [Fact]
    public void OperandOfAnOperation_FailsWithItsKeys() => Assert.Same(
        SpecificationKeys.Normalization,
        Assert.Single(Failure(new NormInstead(static (node, block) => [block.OverRows(new ScaleKernel(), node.Side)])).Keys));

    [Fact]
    public void NodeWithoutAnOperation() =>
        Assert.Equal(
            "No operation lowers Unknown.",
            Assert.Throws<LoweringException>(() => new OperationTable().Of(new Unknown())).Message);

    [Fact]
    public void NodeWithTwoOperations() => Assert.Equal(
        "NormOperation and NormInstead both lower Norm; a node has one operation.",
        Assert.Throws<LoweringException>(() => new OperationTable(new NormOperation(), new NormInstead(static (_, _) => []))).Message);

    [Fact]
    public void OperationsOfOneName() => Assert.Equal(
        "The operations of Rotary and Unknown are both named RotaryOperation; an operation has a name of its own.",
        Assert.Throws<LoweringException>(
            static () => new OperationTable(new Weft.Generator.Operations.RotaryOperation(), new RotaryOperation())).Message);

    [Fact]
    public void ScratchThatNobodyReserved() => Assert.Equal(
        "Norm in the pass Forward: Scale is given scratch, and its ScratchFloats reserve none.",
        Message(Scratch(floats: 0, static _ => PassMembers.Scratch)));

    [Fact]
    public void ScratchThatNobodyGives() => Assert.Equal(
        "Norm in the pass Forward: Scale reserves 32 floats of scratch, and no operand gives it any.",
        Message(Scratch(floats: 32, static place => place)));

    [Fact]
    public void ScratchBehindItsStart() => Assert.Equal(
        "Norm in the pass Forward: Scale is given a place behind the start of scratch; the 32 floats that it reserves begin at the start.",
        Message(Scratch(floats: 32, static _ => (Address)PassMembers.Scratch + 16)));

    [Fact]
    public void ReadsBehindTheEndOfAnArena() => Assert.Equal(
        "Norm in the pass Forward: Scale reads 257 floats behind 'input'; there are 256 behind the last matrix of an arena.",
        Message(new NormInstead(static (node, block) =>
            [block.OverRows(new ScaleKernel { Past = 257 }, node.Side, ("input", block.Pointer(node.Input)))])));

    [Fact]
    public void TableThatNobodyReserved() => Assert.Equal(
        "Norm in the pass Forward: it reads the table of positions, and planning reserves none for Learned positions.",
        Message(
            new NormInstead(static (node, block) => [block.OverRows(new ScaleKernel(), node.Side, ("input", block.Positions))]),
            "positional_encoding: learned"));

    [Theory]
    [InlineData("learned", 48, "NormInstead asks for Numbers of 48 floats; planning reserves 0 for Learned positions.")]
    [InlineData("rope", 0, "No operation asks for a table of a session; planning reserves 128 for Rope positions.")]
    [InlineData("rope", 48, "NormInstead asks for Numbers of 48 floats; planning reserves 128 for Rope positions.")]
    public void TableOfAnotherSize(string encoding, int floats, string sentence)
    {
        LoweringException failure = Failure(
            new Instead(new NormInstead(Scale) { TableFloats = floats }, new RotationInstead()), $"positional_encoding: {encoding}");

        Assert.Equal(sentence, failure.Message);
        Assert.Same(SpecificationKeys.PositionalEncoding, Assert.Single(failure.Keys));
    }

    [Fact]
    public void TwoTables()
    {
        string message = Message(new NormInstead(Scale) { TableFloats = 48 }, "positional_encoding: rope");

        Assert.Contains(nameof(NormInstead), message, StringComparison.Ordinal);
        Assert.Contains("RotaryOperation", message, StringComparison.Ordinal);
        Assert.EndsWith(" ask for different tables of a session, which has one.", message, StringComparison.Ordinal);
    }

    private static IEnumerable<Work> Scale(Norm node, BlockLowering block) =>
        [block.OverRows(new ScaleKernel(), node.Side, ("input", block.Pointer(node.Input)))];

    private static NormInstead Scratch(int floats, Func<Address, Operand> place) => new((node, block) =>
        [block.OverRows(new ScaleKernel { Scratch = floats }, node.Side, ("input", place(block.Pointer(node.Input))))]);

    private static (string Name, Operand? Value)[] Operands(string mistake, Address place) => mistake switch
    {
        "kind" => [("input", Weft.Generator.Lowering.Operand.Index(1))],
        "unknown" => [("input", place), ("factor", place)],
        "missing" => [],
        "null" => [("input", null)],
        _ => [("input", place), ("input", place)],
    };

    private static string Message(Operation operation, params string[] lines) => Failure(operation, lines).Message;

    private static LoweringException Failure(Operation operation, params string[] lines) => Failure(new Instead(operation), lines);

    private static LoweringException Failure(Instead operations, params string[] lines)
    {
        ModelSpecification specification = TinyModel.Read(lines);
        ModelLowering lowering = new(specification, ModelPlan.Create(specification), InferencePlan.Create(specification), operations);

        return Assert.Throws<LoweringException>(lowering.Lower);
    }

    private sealed record Unknown : Node
    {
        public override Domain Domain => Domain.Rows;

        public override IEnumerable<Value> Inputs => [];

        public override IEnumerable<Value> Outputs => [];
    }

    /// <summary>The operations there are, but for some.</summary>
    private sealed class Instead(params Operation[] others) : IOperations
    {
        private static readonly OperationTable All = new();

        public Operation Of(Node node) => others.FirstOrDefault(other => other.NodeType == node.GetType()) ?? All.Of(node);
    }

    private sealed class NormInstead(Func<Norm, BlockLowering, IEnumerable<Work>> lower) : Operation<Norm>
    {
        public int TableFloats { get; init; }

        public override ImmutableArray<Key> Keys => [SpecificationKeys.Normalization];

        protected override string Describe(Norm node) => "a norm";

        protected override IEnumerable<Work> Lower(Norm node, BlockLowering block) => lower(node, block);

        protected override SessionTable? TableOf(Norm node, ModelPlan plan) => this.TableFloats == 0 ? null : new Numbers(this.TableFloats);
    }

    /// <summary>Rotary positions that ask for no table.</summary>
    private sealed class RotationInstead : Operation<Rotary>
    {
        public override ImmutableArray<Key> Keys => [];

        protected override string Describe(Rotary node) => "a rotation";

        protected override IEnumerable<Work> Lower(Rotary node, BlockLowering block) => [];
    }

    /// <summary>Another operation of a name that is taken.</summary>
    private sealed class RotaryOperation : Operation<Unknown>
    {
        public override ImmutableArray<Key> Keys => [];

        protected override string Describe(Unknown node) => string.Empty;

        protected override IEnumerable<Work> Lower(Unknown node, BlockLowering block) => [];
    }

    private sealed record Numbers(int Count) : SessionTable
    {
        public override long Floats => this.Count;

        public override void Write(SourceWriter writer)
        {
        }
    }

    private sealed record ScaleKernel : Kernel
    {
        public int Scratch { get; init; }

        public int Past { get; init; }

        public override int ScratchFloats => this.Scratch;

        public override int ReadsPast(string parameter) => this.Past;

        protected override KernelName Words => new("Scale");

        public override string Family => "Test";

        public override Signature Signature => Signature.Empty.Floats("input").Indices("row", "rows");

        public override string Summary => string.Empty;

        public override void WriteBody(KernelWriter writer)
        {
        }
    }
}
