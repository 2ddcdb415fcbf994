using Weft.Generator.Lowering;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// <c>Philox4x32(counter, key)</c>: Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011).
/// </summary>
/// <remarks>
/// A counter of four words lies in four neighbouring lanes, as two pairs. One round multiplies the even word of each pair to 64
/// bits, (low 0, high 0, low 1, high 1), turns these around to (high 1, low 1, high 0, low 0) and adds, bit by bit, the odd words and
/// the key, (c1 ^ k0, 0, c3 ^ k1, 0): a multiplication, a permutation, a shift and two exclusive ors for each 128 bits. The
/// four words of a counter so come out in their order.
/// </remarks>
internal sealed record PhiloxFunction() : VectorFunction("Philox4x32")
{
    private const int Rounds = 10;

    private static readonly EvenWords Multipliers = new("multipliers", 0xD2511F53, 0xCD9E8D57);

    private static readonly EvenWords Steps = new("steps", 0x9E3779B9, 0xBB67AE85);

    public override void Write(KernelWriter writer)
    {
        if (writer.Set.Halves is Halves halves)
        {
            WriteRound(writer.Of(halves.Set));
            WriteRoundOverHalves(writer, halves);
        }
        else
        {
            WriteRound(writer);
        }

        WriteGenerator(writer);
    }

    private static void WriteRound(KernelWriter writer)
    {
        const string Summary = """
            One round of Philox4x32 on the counters (c0, c1, c2, c3) in each four lanes:
            (high(c2 M1) ^ c1 ^ k0, low(c2 M1), high(c0 M0) ^ c3 ^ k1, low(c0 M0)) with M0 = 0xD2511F53, M1 = 0xCD9E8D57.
            """;

        using SourceWriter.Block body = OpenRound(writer, Summary);

        writer.Declare(Multipliers);
        writer.Declare($"{writer.Class}<ulong>", "products", writer.Set.MultiplyEvenWords("state", Multipliers));
        WriteMixing(writer, "products.AsUInt32()");
    }

    // A round over that on vectors of half the width.
    private static void WriteRoundOverHalves(KernelWriter writer, Halves halves)
    {
        using SourceWriter.Block body = OpenRound(writer, "One round of Philox4x32 as above, on four counters.");

        writer.Comment($"Two halves where the processor has no {writer.Set.Bits}-bit vectors.");

        using (writer.Block($"if (!{halves.Condition})"))
        {
            const string Lower = "PhiloxRound(state.GetLower(), key.GetLower())";
            const string Upper = "PhiloxRound(state.GetUpper(), key.GetUpper())";
            writer.Line($"return {writer.Create($"{Lower}, {Upper}")};");
        }

        writer.Line();
        writer.Declare(Multipliers);
        writer.Declare(writer.Words, "products", $"{writer.Set.MultiplyEvenWords("state", Multipliers).Text}.AsUInt32()");
        WriteMixing(writer, "products");
    }

    private static SourceWriter.Block OpenRound(KernelWriter writer, string summary) =>
        writer.Method(summary, $"{writer.Words} PhiloxRound({writer.Words} state, {writer.Words} key)");

    private static void WriteMixing(KernelWriter writer, string products)
    {
        string turn = writer.CreateLanes(static lane => $"{lane ^ 3}u");
        writer.DeclareUnbroken(writer.Words, "turned", $"{writer.Class}.Shuffle({products}, {turn})");
        writer.Line();
        writer.Line("return turned ^ ((state.AsUInt64() >> 32).AsUInt32() ^ key);");
    }

    private static void WriteGenerator(KernelWriter writer)
    {
        const string Summary = "Philox4x32-10: four random words for the counter in each four lanes, with the key (k0, 0, k1, 0).";

        using SourceWriter.Block body = writer.Method(Summary, $"{writer.Words} Philox4x32({writer.Words} counter, {writer.Words} key)");

        writer.Comment("The golden ratio and sqrt 3 - 1 in 2^32nds: the steps of the two key words.");
        writer.Declare(Steps);
        writer.Line();
        writer.Line("counter = PhiloxRound(counter, key);");

        for (int round = 1; round < Rounds; round++)
        {
            writer.Line("key += steps;");
            writer.Line("counter = PhiloxRound(counter, key);");
        }

        writer.Line();
        writer.Line("return counter;");
    }
}
