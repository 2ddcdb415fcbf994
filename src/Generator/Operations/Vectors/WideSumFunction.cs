using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary><c>WideSum(x)</c>, the sum of a vector's lanes in double: a mean of few columns then has one rounding.</summary>
internal sealed record WideSumFunction() : VectorFunction("WideSum")
{
    /// <summary>The mean of a row's columns, a double, from the vectors of their sums.</summary>
    public static string MeanOf(KernelWriter writer, string sums, Axis columns) =>
        $"{Parentheses.Around(writer.SumOf(sums, static vector => $"WideSum({vector})"))} / {columns.Count}";

    public override void Write(KernelWriter writer)
    {
        using SourceWriter.Block body = writer.Method("The sum of the lanes, in double.", $"double WideSum({writer.Vector} x)");

        writer.Line($"({writer.Class}<double> lower, {writer.Class}<double> upper) = {writer.Class}.Widen(x);");
        writer.Line();
        writer.Line($"return {writer.Class}.Sum(lower + upper);");
    }
}
