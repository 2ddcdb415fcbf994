using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Weights of which the upper halves are stored.</summary>
internal sealed class BFloat16Weights() : StoredWeights(WeightFormat.BFloat16, "ushort", sizeof(ushort))
{
    public override IEnumerable<VectorFunction> Functions => [new FromBFloat16Function()];

    public override string Formula => $"panel[row.., {Panels.Width}]: floats of which the upper halves are stored";

    public override string At(KernelWriter writer, PanelPlace place, int vector, int row) =>
        $"FromBFloat16({writer.Offset(place.Elements, vector, this.Elements(row))})";
}

/// <summary><c>FromBFloat16(stored)</c>: a vector of bfloat16 numbers as floats, exact and so the same bits in every set.</summary>
internal sealed record FromBFloat16Function() : VectorFunction("FromBFloat16")
{
    public override void Write(KernelWriter writer)
    {
        using SourceWriter.Block body = writer.Method(
            "bfloat16 numbers as floats: their bits are the upper halves.", $"{writer.Vector} FromBFloat16(ushort* stored)");

        writer.Line($"return ({writer.Set.WidenUInt16("stored")} << 16).AsSingle();");
    }
}
