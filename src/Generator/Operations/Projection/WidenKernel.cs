using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>Some rows of a panel of stored weights as floats, for tiles.</summary>
/// <param name="Weights">How the panel is stored.</param>
/// <param name="Scales">Scales before the weights; a panel with more than one for a column tells its depth by their number.</param>
internal sealed record WidenKernel(WeightFormat Weights, int Scales) : Kernel
{
    protected override KernelName Words =>
        new KernelName($"Widen{this.Weights}").Count("Scales", this.Scales, usual: this.Stored.Scales(Panels.Width));

    private StoredWeights Stored => StoredWeights.Of(this.Weights);

    public override string Family => "Tiles";

    public override bool IsEntry => false;

    public override Signature Signature => Signature.Empty.Floats("panel").Indices("row", "rows").Floats("output");

    public override IEnumerable<VectorFunction> Functions => this.Stored.Functions;

    public override string Summary => $"output[rows, {Panels.Width}] = {this.Stored.Formula}.";

    public override void WriteBody(KernelWriter writer) => this.Stored.WriteWiden(writer, this.Scales);
}
