using Weft.Generator.Lowering;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>Weights that are read as they are.</summary>
internal sealed class FloatWeights() : StoredWeights(WeightFormat.Float32, "float", sizeof(float))
{
    public override bool IsWidened => false;

    public override string Formula => $"panel[row.., {Panels.Width}]";

    public override void DeclareRows(KernelWriter writer, PanelPlace place) => writer.DeclareRows(place.Elements);

    public override string At(KernelWriter writer, PanelPlace place, int vector, int row) => writer.At(place.Elements, row, vector);
}
