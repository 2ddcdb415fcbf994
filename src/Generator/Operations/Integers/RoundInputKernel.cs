using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Targets;

namespace Weft.Generator.Operations;

/// <summary>Rounds some rows for products of which a thread computes several parts.</summary>
/// <param name="Input">The rows, and where they go.</param>
internal sealed record RoundInputKernel(RoundedInput Input) : Kernel
{
    protected override KernelName Words =>
        new KernelName($"Round{this.Input.Depth}").If(this.Input.IsGrouped, "Groups").Rows(this.Input.Layout);

    public override string Family => "Integers";

    public override Signature Signature => Signature.Empty.Floats("input", "scratch").Indices("rows");

    public override string Summary =>
        $"input[rows, {this.Input.Depth}] as integers in the scratch of a thread, for products with integers.";

    public override int ScratchFloats => this.Input.Floats;

    public override IEnumerable<Kernel> Callees(InstructionSet set) => [this.Input.Kernel];

    public override void WriteBody(KernelWriter writer)
    {
        this.Input.Declare(writer);
        this.Input.CallKernel(writer);
    }
}
