using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary><c>MultiplyPairs(left, right)</c>: products of integers, two neighbours added; exact, so the same in every set.</summary>
internal sealed record MultiplyPairsFunction() : VectorFunction("MultiplyPairs")
{
    public override void Write(KernelWriter writer)
    {
        using SourceWriter.Block body = writer.Method(
            "The sums of two neighbouring products each.", $"{writer.Integers} MultiplyPairs({writer.Shorts} left, {writer.Shorts} right)");

        writer.Declare(writer.Integers, "sums", writer.Set.MultiplyPairs("left", "right"));
        writer.Line();
        writer.Line("return sums;");
    }
}
