using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>Some rows of a panel of stored weights as floats, for tiles.</summary>
/// <param name="Weights">How the panel is stored.</param>
internal sealed record WidenKernel(WeightFormat Weights) : Kernel
{
    protected override KernelName Words => new($"Widen{this.Weights}");

    private StoredWeights Stored => StoredWeights.Of(this.Weights);

    public override string Family => "Tiles";

    public override bool IsEntry => false;

    public override Signature Signature => Signature.Empty.Floats("panel").Indices("row", "rows").Floats("output");

    public override IEnumerable<VectorFunction> Functions => this.Stored.Functions;

    public override string Summary => $"output[rows, {Panels.Width}] = {this.Stored.Formula}.";

    public override void WriteBody(KernelWriter writer) => this.Stored.WriteWiden(writer);
}
