using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Planning;

namespace Weft.Generator.Lowering;

/// <summary>
/// What an operation sees while a node of a block is lowered: the pass, the places of values and parameters, and the kernels it may call.
/// </summary>
/// <param name="pass">The pass.</param>
/// <param name="block">The block, placed in the pass.</param>
/// <param name="kernels">Where kernels are asked for.</param>
internal sealed class BlockLowering(PassSetting pass, PassBlock block, KernelSet kernels)
{
    private readonly BlockLocals _locals = CreateLocals(pass, block);

    /// <summary>The pass.</summary>
    public PassSetting Pass => pass;

    /// <summary>How rows of activations stand in memory.</summary>
    public RowLayout Rows => pass.Layout.Rows;

    /// <summary>The pointers that were used so far.</summary>
    public ImmutableArray<Local> Locals => _locals.Declared;

    /// <summary>Where a value stands.</summary>
    public Address Pointer(Value value)
    {
        if (!_locals.TryGet(value, out string name))
        {
            name = block.Saved is not null && block.Saved.TryGetValue(value, out long offset)
                ? _locals.Declare(value, "activations", offset)
                : _locals.Declare(value, PassMembers.Activations, pass.SharedOffset + block.Shared[value]);
        }

        return Address.Of(name);
    }

    /// <summary>How the rows of a value stand in memory: of its side, or its pairs of a row and an expert.</summary>
    public RowLayout RowsOf(Value value) => value.Pairs is Routing routing && !pass.IsRow
        ? new RowLayout(routing.RowsOf(this.Rows.Capacity))
        : this.Rows;

    /// <summary>Integers that stand where a value does.</summary>
    public Operand Integers(Value value) => Operand.Integers(this.IntegersOf(value));

    /// <inheritdoc cref="Integers"/>
    public Variable IntegersOf(Value value) => new(this.Pointer(value).Base);

    /// <summary>Where a value stands: for the experts of a single row, which stand one behind another, that of a choice.</summary>
    public Address Pointer(Value value, Expression? choice) =>
        value.Pairs is null ? this.Pointer(value) : this.Pointer(value).At(choice, value.Columns.Padded);

    /// <summary>How the rows of a value are cut: by the number of threads, or by experts first where they are pairs.</summary>
    public WorkSplit SplitOf(Value value) =>
        value.Pairs is Routing routing ? WorkSplit.OfExperts(this.IntegersOf(routing.Items).Name) : pass.SplitRows(value.Side);

    /// <summary>Where the parameter of an expert stands, or that of all rows.</summary>
    public Address Parameter(Parameter parameter, Expression? expert) => expert is null || parameter.OtherExperts.IsEmpty
        ? this.Parameter(parameter)
        : this.Parameter(parameter).At(expert, pass.Model.Parameters.ExpertStride(parameter));

    /// <summary>Where the gradient of an expert's parameter stands, or of that of all rows.</summary>
    public Address Gradient(Parameter parameter, Expression? expert) => expert is null || parameter.OtherExperts.IsEmpty
        ? this.Gradient(parameter)
        : this.Gradient(parameter).At(expert, pass.Model.Parameters.ExpertGradientStride(parameter));

    /// <summary>Where the transposed copy of an expert's parameter stands, or of that of all rows.</summary>
    public Address Copy(Parameter parameter, Expression? expert) => expert is null || parameter.OtherExperts.IsEmpty
        ? this.Copy(parameter)
        : this.Copy(parameter).At(expert, pass.Model.Parameters.ExpertCopyStride(parameter));

    /// <summary>Where what the first repetition of the block keeps of a value stands, and floats to that of the next one.</summary>
    public (Address First, long Stride) OfRepetitions(Value value) =>
        (Address.Of(PassMembers.Activations, block.SavedBase + block.Saved![value]), block.SavedStride);

    /// <summary>The block whose nodes it lowers.</summary>
    public Block Block => block.Block;

    /// <summary>Repetitions of the block.</summary>
    public int Repetitions => this.Block.Repetitions;

    /// <summary>The first panel of a slice.</summary>
    public Address Pointer(Slice slice) => this.Pointer(slice.Matrix) + ((long)slice.Panel * this.Rows.Stride);

    /// <summary>Where a node keeps its state.</summary>
    public StatePlan StateOf(Node node) => pass.Inference!.StateOf(this.Block, node);

    /// <summary>Where a value stands, if there is one.</summary>
    public Address? PointerOrNone(Value? value) => value is null ? null : this.Pointer(value);

    /// <summary>A head of a matrix with heads of so many padded columns; the only head has no number.</summary>
    public Address Head(Address place, int columns, Expression? head) => place.At(head, (long)columns * this.Rows.Capacity);

    /// <summary>A head's statistic of every row, if it is kept.</summary>
    public Address? HeadOf(Value? statistic, Expression? head) => statistic is null ? null : this.Head(this.Pointer(statistic), 1, head);

    /// <summary>Where a parameter stands.</summary>
    public Address Parameter(Parameter parameter) => _locals.Parameter(parameter);

    /// <summary>Where a parameter's gradient stands.</summary>
    public Address Gradient(Parameter parameter) => _locals.Gradient(parameter);

    /// <summary>
    /// Whether a parameter's gradient is added to what is there: always, where it is not the first repetition of the pass that has it.
    /// </summary>
    public Expression AddsTo(Parameter parameter) =>
        this.Block.Shares(parameter) ? PassMembers.AddsToShared : PassMembers.AddsGradients;

    /// <summary>Where a parameter's transposed copy stands.</summary>
    public Address Copy(Parameter parameter) => _locals.Copy(parameter);

    /// <summary>The table of positions.</summary>
    /// <exception cref="LoweringException">The encoding of positions has none: other values would stand in its place.</exception>
    public Address Positions => PositionTable.Exists(pass.Model.Specification)
        ? Address.Of(PassMembers.Activations, pass.Layout.PositionOffset)
        : throw new LoweringException(
            $"it reads the table of positions, and planning reserves none for {pass.Model.Specification.PositionalEncoding} positions.");

    /// <summary>A call of a kernel; null stands for an operand that there is not.</summary>
    /// <exception cref="LoweringException">
    /// An operand is missing, given twice, not the kernel's, or of another kind than its parameter; or the kernel is given other scratch
    /// than it reserves, or reads further behind a matrix than there is room.
    /// </exception>
    public KernelCall Call(Kernel kernel, params IEnumerable<(string Name, Operand? Value)> operands)
    {
        kernels.Add(kernel);
        ImmutableArray<Operand> ordered = kernel.Signature.Bind(kernel.Name, operands);

        foreach ((KernelParameter parameter, Operand operand) in
            kernel.Signature.Parameters.Zip(ordered, static (parameter, operand) => (parameter, operand)))
        {
            if (parameter.Kind != operand.Kind)
            {
                throw new LoweringException($"{kernel.Name} takes {parameter.Kind} as '{parameter.Name}', not {operand.Kind}.");
            }

            if (kernel.ReadsPast(parameter.Name) > RowPlan.ReadPast)
            {
                throw new LoweringException(
                    $"{kernel.Name} reads {kernel.ReadsPast(parameter.Name)} floats behind '{parameter.Name}'; " +
                    $"there are {RowPlan.ReadPast} behind the last matrix of an arena.");
            }
        }

        VerifyScratch(kernel, ordered);

        return new KernelCall(kernel, ordered);
    }

    /// <summary>A call of a kernel for the rows of an item.</summary>
    public KernelCall CallRows(Kernel kernel, WorkSplit split, params IEnumerable<(string Name, Operand? Value)> operands) => this.Call(
        kernel, [.. operands, ("row", Operand.Index(split.Rows.First)), ("rows", Operand.Index(split.Rows.Count))]);

    /// <summary>A kernel over all rows of a side.</summary>
    public Work OverRows(Kernel kernel, Side side, params IEnumerable<(string Name, Operand? Value)> operands)
    {
        WorkSplit split = pass.SplitRows(side);

        return new Work(split, [this.CallRows(kernel, split, operands)]);
    }

    /// <summary>
    /// A kernel over all rows of a value that it reads row by row, or over its pairs of rows and experts: those of a single row one after
    /// another.
    /// </summary>
    /// <param name="rows">The value.</param>
    /// <param name="kernel">The kernel for rows that stand as the value's do.</param>
    /// <param name="operands">Matrices with the same rows.</param>
    public Work OverRows(Value rows, Func<RowLayout, Kernel> kernel, params IEnumerable<(string Name, Value? Value)> operands)
    {
        bool isRowOfPairs = rows.Pairs is not null && pass.IsRow;
        WorkSplit split = isRowOfPairs ? pass.SplitRows(rows.Side) : this.SplitOf(rows);
        Variable? choice = isRowOfPairs ? new Variable("choice") : null;
        KernelCall call = this.CallRows(kernel(this.RowsOf(rows)), split, operands.Select(
            operand => (operand.Name, (Operand?)(operand.Value is null ? null : this.Pointer(operand.Value, choice)))));

        return new Work(split, [isRowOfPairs ? new Repeat(choice!.Name, rows.Pairs!.Active, [call]) : call]);
    }

    // A thread's scratch is as long as the longest that kernels reserve, and each of them counts from its start.
    private static void VerifyScratch(Kernel kernel, ImmutableArray<Operand> operands)
    {
        Address[] scratch = [.. operands.OfType<Address>().Where(static address => address.Base == PassMembers.ScratchPointer)];

        if (scratch.Length > 0 && kernel.ScratchFloats == 0)
        {
            throw new LoweringException($"{kernel.Name} is given scratch, and its ScratchFloats reserve none.");
        }

        if (scratch.Length == 0 && kernel.ScratchFloats > 0)
        {
            throw new LoweringException($"{kernel.Name} reserves {kernel.ScratchFloats} floats of scratch, and no operand gives it any.");
        }

        if (scratch.Any(static address => !address.Equals(PassMembers.Scratch)))
        {
            throw new LoweringException(
                $"{kernel.Name} is given a place behind the start of scratch; " +
                $"the {kernel.ScratchFloats} floats that it reserves begin at the start.");
        }
    }

    private static BlockLocals CreateLocals(PassSetting pass, PassBlock block)
    {
        BlockLocals locals = new(pass.Model.Parameters, block.Block);

        foreach (BlockParameter parameter in block.Parameters)
        {
            if (parameter.Value is not null)
            {
                locals.Bind(parameter.Value, parameter.Name);
            }
        }

        return locals;
    }
}
