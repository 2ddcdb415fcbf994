using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// What the masks of dropout are drawn from, whatever its rate: <c>DropoutKey(seedLow, seedHigh)</c> once a pass, and
/// <c>DropoutCounter(c1, c2, c3)</c> once a row.
/// </summary>
internal sealed record DropoutPlaceFunction() : VectorFunction("DropoutPlace")
{
    public override void Write(KernelWriter writer)
    {
        WriteKey(writer);
        WriteCounter(writer);
    }

    private static void WriteKey(KernelWriter writer)
    {
        const string Summary = "The key of dropout masks from the two words of the seed; one for a whole pass.";

        using SourceWriter.Block body = writer.Method(Summary, $"{writer.Words} DropoutKey(uint seedLow, uint seedHigh)");

        writer.Line($"return {writer.Set.RepeatFour("seedLow", "0u", "seedHigh", "0u")};");
    }

    private static void WriteCounter(KernelWriter writer)
    {
        const string Summary =
            "The counters of a row's masks, at block 0: (0, c1, c2, c3) in the first four lanes, (1, c1, c2, c3) in the next ...";

        using SourceWriter.Block body = writer.Method(Summary, $"{writer.Words} DropoutCounter(uint c1, uint c2, uint c3)");

        string blocks = writer.CreateLanes(static lane => $"{(lane % 4 == 0 ? lane / 4 : 0)}u");
        writer.Unbroken($"return {writer.Set.RepeatFour("0u", "c1", "c2", "c3")} + {blocks};");
    }
}
