using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Integers of 8 bits; each column of a panel has one scale, by which sums are multiplied.</summary>
internal sealed class Int8Weights() : StoredWeights(WeightFormat.Int8, "sbyte", sizeof(sbyte))
{
    public override IEnumerable<VectorFunction> Functions => [new FromInt8Function()];

    public override string Formula =>
        $"scales[{Panels.Width}] * panel[row.., {Panels.Width}]: integers of 8 bits behind the scales of their columns";

    public override bool ScalesSums => true;

    public override string At(KernelWriter writer, PanelPlace place, int vector, int row) =>
        $"FromInt8({writer.Offset(place.Elements, vector, this.Elements(row))})";
}

/// <summary><c>FromInt8(stored)</c>: a vector of 8-bit integers as floats, exact as well.</summary>
internal sealed record FromInt8Function() : VectorFunction("FromInt8")
{
    public override void Write(KernelWriter writer)
    {
        using SourceWriter.Block body = writer.Method("8-bit integers as floats.", $"{writer.Vector} FromInt8(sbyte* stored)");

        writer.Declare(writer.Integers, "words", writer.Set.WidenInt8("stored"));
        writer.Line();
        writer.Line($"return {writer.Class}.ConvertToSingle(words);");
    }
}
