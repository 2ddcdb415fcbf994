using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Emits Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011).</summary>
/// <remarks>
/// A counter of four words lies in four neighbouring lanes, as two pairs. One round multiplies the even word of each pair to 64
/// bits, (low 0, high 0, low 1, high 1), turns these around to (high 1, low 1, high 0, low 0) and adds, bit by bit, the odd words and
/// the key, (c1 ^ k0, 0, c3 ^ k1, 0): a multiplication, a permutation, a shift and two exclusive ors for each 128 bits. The
/// four words of a counter so come out in their order.
/// </remarks>
internal static class PhiloxEmitter
{
    private const int Rounds = 10;

    private static readonly EvenWords Multipliers = new("multipliers", 0xD2511F53, 0xCD9E8D57);

    private static readonly EvenWords Steps = new("steps", 0x9E3779B9, 0xBB67AE85);

    /// <summary>PhiloxRound(state, key).</summary>
    public static void WriteRound(VectorMethodWriter method)
    {
        const string Summary = """
            One round of Philox4x32 on the counters (c0, c1, c2, c3) in each four lanes:
            (high(c2 M1) ^ c1 ^ k0, low(c2 M1), high(c0 M0) ^ c3 ^ k1, low(c0 M0)) with M0 = 0xD2511F53, M1 = 0xCD9E8D57.
            """;

        using SourceWriter.Block body = method.WriteMethod(Summary, $"{method.Words} PhiloxRound({method.Words} state, {method.Words} key)");

        method.WriteEvenWords(Multipliers);
        method.WriteGuarded($"{method.Class}<ulong>", "products", method.Set.MultiplyEvenWords("state", Multipliers));
        method.WriteLine($"""
            {method.Words} turned = {method.Class}.Shuffle(products.AsUInt32(), {method.Class}.Create({method.Lanes(lane => lane ^ 3)}));

            return turned ^ ((state.AsUInt64() >> 32).AsUInt32() ^ key);
            """);
    }

    /// <summary>PhiloxRound(state, key) over that on vectors of half the width.</summary>
    public static void WriteRoundOverHalves(VectorMethodWriter method, Halves halves)
    {
        string summary = $"One round of Philox4x32 as above, on four counters.";

        using SourceWriter.Block body = method.WriteMethod(summary, $"{method.Words} PhiloxRound({method.Words} state, {method.Words} key)");

        method.WriteLine($$"""
            // Two halves where the processor has no {{method.Set.Lanes * 32}}-bit vectors.
            if (!{{halves.Condition}})
            {
                return {{method.Class}}.Create(PhiloxRound(state.GetLower(), key.GetLower()), PhiloxRound(state.GetUpper(), key.GetUpper()));
            }

            """);
        method.WriteEvenWords(Multipliers);
        method.WriteLine($$"""
            {{method.Words}} products = {{method.Set.MultiplyEvenWords("state", Multipliers).Text}}.AsUInt32();
            {{method.Words}} turned = {{method.Class}}.Shuffle(products, {{method.Class}}.Create({{method.Lanes(lane => lane ^ 3)}}));

            return turned ^ ((state.AsUInt64() >> 32).AsUInt32() ^ key);
            """);
    }

    /// <summary>Philox4x32(counter, key).</summary>
    public static void WriteGenerator(VectorMethodWriter method)
    {
        const string Summary = "Philox4x32-10: four random words for the counter in each four lanes, with the key (k0, 0, k1, 0).";

        using SourceWriter.Block body = method.WriteMethod(Summary, $"{method.Words} Philox4x32({method.Words} counter, {method.Words} key)");

        WriteRounds(method, "counter");
        method.WriteLine();
        method.WriteLine("return counter;");
    }

    /// <summary>Writes ten rounds on each of some states, side by side; <c>key</c> is used up.</summary>
    public static void WriteRounds(VectorMethodWriter method, params string[] states)
    {
        method.WriteLine("// The golden ratio and sqrt 3 - 1 in 2^32nds: the steps of the two key words.");
        method.WriteEvenWords(Steps);
        method.WriteLine();

        for (int round = 0; round < Rounds; round++)
        {
            if (round > 0)
            {
                method.WriteLine("key += steps;");
            }

            foreach (string state in states)
            {
                method.WriteLine($"{state} = PhiloxRound({state}, key);");
            }
        }
    }
}
