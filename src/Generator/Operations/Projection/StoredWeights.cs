using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>What kernels write to read weights of fewer bits than a float has.</summary>
internal static class StoredWeights
{
    /// <summary>The vector function that widens, where weights are not floats.</summary>
    public static IEnumerable<VectorFunction> FunctionsOf(WeightFormat format) => format switch
    {
        WeightFormat.BFloat16 => [new FromBFloat16Function()],
        WeightFormat.Int8 => [new FromInt8Function()],
        _ => [],
    };

    /// <summary>The type of an element.</summary>
    public static string Type(WeightFormat format) => format == WeightFormat.BFloat16 ? "ushort" : "sbyte";

    /// <summary>The first element of a panel of stored weights: int8 has the scales of the columns before it.</summary>
    public static string First(WeightFormat format, string panel) =>
        format == WeightFormat.BFloat16 ? $"(ushort*){panel}" : $"(sbyte*)({panel} + 16)";

    /// <summary>A vector of a row: <c>FromInt8(stored + 24)</c>.</summary>
    public static string At(KernelWriter writer, WeightFormat format, string pointer, int vector, int offset) =>
        $"From{format}({writer.Offset(pointer, vector, offset)})";
}

/// <summary>Some rows of a panel of stored weights as floats, for tiles.</summary>
/// <param name="Weights">How the panel is stored.</param>
internal sealed record WidenKernel(WeightFormat Weights) : Kernel
{
    protected override KernelName Words => new($"Widen{this.Weights}");

    public override string Family => "Tiles";

    public override bool IsEntry => false;

    public override Signature Signature => Signature.Empty.Floats("panel").Indices("row", "rows").Floats("output");

    public override IEnumerable<VectorFunction> Functions => StoredWeights.FunctionsOf(this.Weights);

    public override string Summary => this.Weights == WeightFormat.Int8
        ? "output[rows, 16] = scales[16] * panel[row.., 16]: integers of 8 bits behind the scales of their columns."
        : "output[rows, 16] = panel[row.., 16]: floats of which the upper halves are stored.";

    public override void WriteBody(KernelWriter writer)
    {
        writer.Line($"{StoredWeights.Type(this.Weights)}* stored = {StoredWeights.First(this.Weights, "panel")} + row * 16;");

        if (this.Weights == WeightFormat.Int8)
        {
            writer.Declare("scale", vector => writer.At("panel", vector));
        }

        writer.Line();

        using (writer.Block("for (float* end = output + rows * 16; output != end; output += 16, stored += 16)"))
        {
            writer.Each(vector => string.Concat(
                $"{writer.At("output", vector)} = {StoredWeights.At(writer, this.Weights, "stored", vector, 0)}",
                this.Weights == WeightFormat.Int8 ? $" * scale{vector};" : ";"));
        }
    }
}
