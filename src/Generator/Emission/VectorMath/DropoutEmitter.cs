using System;
using System.Globalization;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Generator.Emission;

/// <summary>Emits dropout masks from Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011).</summary>
/// <remarks>
/// A counter of four words lies in four neighbouring lanes, as two pairs. One round multiplies the even word of each pair to 64
/// bits, (low 0, high 0, low 1, high 1), turns these around to (high 1, low 1, high 0, low 0) and adds, bit by bit, the odd words and
/// the key, (c1 ^ k0, 0, c3 ^ k1, 0): a multiplication, a permutation, a shift and two exclusive ors for each 128 bits.
/// The four words of counter c0 so come out in the order of the columns 4 c0 .. 4 c0 + 3.
/// </remarks>
internal static class DropoutEmitter
{
    /// <summary>PhiloxRound(state, key).</summary>
    public static void WritePhiloxRound(VectorMethodWriter method)
    {
        const string Summary = """
            One round of Philox4x32 on the counters (c0, c1, c2, c3) in each four lanes:
            (high(c2 M1) ^ c1 ^ k0, low(c2 M1), high(c0 M0) ^ c3 ^ k1, low(c0 M0)) with M0 = 0xD2511F53, M1 = 0xCD9E8D57.
            """;
        string words = $"{method.Class}<uint>";

        using SourceWriter.Block body = method.WriteMethod(Summary, $"{words} PhiloxRound({words} state, {words} key)");

        method.WriteLine($"""
            {words} multipliers = {Pairs(method, "0xD2511F53ul", "0xCD9E8D57ul")};
            {method.Class}<ulong> products = {Products(method)};
            {words} turned = {method.Class}.Shuffle(products.AsUInt32(), {method.Class}.Create({Reversed(method.Set.Lanes)}));

            return turned ^ (state.AsUInt64() >> 32).AsUInt32() ^ key;
            """);
    }

    /// <summary>Philox4x32(counter, key).</summary>
    public static void WritePhilox(VectorMethodWriter method)
    {
        const string Summary = """
            Philox4x32-10: four random words for the counter in each four lanes, with the key (k0, 0, k1, 0).
            """;
        string words = $"{method.Class}<uint>";

        using SourceWriter.Block body = method.WriteMethod(Summary, $"{words} Philox4x32({words} counter, {words} key)");

        method.WriteLine($"""
            // The golden ratio and sqrt 3 - 1 in 2^32nds: the steps of the two key words.
            {words} steps = {Pairs(method, "0x9E3779B9ul", "0xBB67AE85ul")};

            {words} words = PhiloxRound(counter, key);
            """);

        for (int round = 1; round < 10; round++)
        {
            method.WriteLine("key += steps;");
            method.WriteLine("words = PhiloxRound(words, key);");
        }

        method.WriteLine();
        method.WriteLine("return words;");
    }

    /// <summary>Dropout(seedLow, seedHigh, column, c1, c2, c3).</summary>
    public static void WriteDropout(VectorMethodWriter method, float dropout)
    {
        double probability = dropout;
        uint threshold = (uint)Math.Min(Math.Round(probability * 4294967296.0), uint.MaxValue);
        float scale = dropout < 1f ? (float)(1.0 / (1.0 - probability)) : 0f;
        int lanes = method.Set.Lanes;
        string words = $"{method.Class}<uint>";
        string summary = $"""
            Dropout with p = {probability.ToString("G6", CultureInfo.InvariantCulture)}: 0 or 1 / (1 - p) for the {lanes} columns from column on, a multiple of {lanes}.
            Column j is word j % 4 of Philox4x32-10 with the counter (j / 4, c1, c2, c3) and the seed as its key, and stays where
            that word is at least p 2^32: the same for every vector width and order of work.
            """;

        using SourceWriter.Block body = method.WriteMethod(
            summary, $"{method.Vector} Dropout(uint seedLow, uint seedHigh, uint column, uint c1, uint c2, uint c3)");

        method.WriteConstant("Scale", scale, "1 / (1 - p)");
        method.WriteLine($"""
            const uint Threshold = 0x{threshold.ToString("X8", CultureInfo.InvariantCulture)}; // p 2^32
            const uint Sign = 0x80000000; // turned on both sides: signed comparisons then order as unsigned ones

            // One counter for each four lanes.
            {words} counter = {Broadcast(method, "Vector128.Create(0u, c1, c2, c3)")} + {method.Class}.Create({Blocks(lanes)});
            counter += {method.Class}.Create(column / 4) & {method.Class}.Create({FirstWords(lanes)});

            {words} key = {Broadcast(method, "Vector128.Create(seedLow, 0u, seedHigh, 0u)")};
            {words} words = Philox4x32(counter, key) ^ {method.Class}.Create(Sign);
            {method.Class}<int> dropped = {method.Class}.LessThan(words.AsInt32(), {method.Class}.Create(unchecked((int)(Threshold ^ Sign))));

            return {method.Class}.AndNot({method.Create("Scale")}, dropped.AsSingle());
            """);
    }

    /// <summary>64-bit products of the even words: one instruction where the set has it, masked 64-bit products elsewhere.</summary>
    private static string Products(VectorMethodWriter method)
    {
        const string Masked = "(state.AsUInt64() & {0}.Create(0xFFFFFFFFul)) * multipliers.AsUInt64()";
        string portable = string.Format(CultureInfo.InvariantCulture, Masked, method.Class);

        return method.Set.Set switch
        {
            InstructionSets.Avx512 => $"Avx512F.IsSupported ? Avx512F.Multiply(state, multipliers) : {portable}",
            InstructionSets.Avx2 => $"Avx2.IsSupported ? Avx2.Multiply(state, multipliers) : {portable}",
            InstructionSets.Neon => "AdvSimd.IsSupported\n    ? AdvSimd.MultiplyWideningLower(AdvSimd.ExtractNarrowingLower(state.AsUInt64()), " +
                $"Vector64.Create(0xD2511F53u, 0xCD9E8D57u))\n    : {portable}",
            _ => $"Sse2.IsSupported ? Sse2.Multiply(state, multipliers) : {portable}",
        };
    }

    /// <summary>A vector of pairs of 64-bit values, seen as words: (even, 0, odd, 0, ...).</summary>
    private static string Pairs(VectorMethodWriter method, string even, string odd) =>
        $"{Broadcast(method, $"Vector128.Create({even}, {odd})")}.AsUInt32()";

    private static string Broadcast(VectorMethodWriter method, string vector128) =>
        method.Set.Lanes == 4 ? vector128 : $"{method.Class}.Create({vector128})";

    /// <summary>3, 2, 1, 0, 7, 6, 5, 4, ...: each four lanes back to front.</summary>
    private static string Reversed(int lanes) => Join(lanes, lane => lane ^ 3);

    /// <summary>0, 0, 0, 0, 1, 0, 0, 0, ...: the number of each four lanes, in the counter's first word.</summary>
    private static string Blocks(int lanes) => Join(lanes, lane => lane % 4 == 0 ? lane / 4 : 0);

    private static string FirstWords(int lanes) =>
        string.Join(", ", Enumerable.Range(0, lanes).Select(lane => lane % 4 == 0 ? "uint.MaxValue" : "0u"));

    private static string Join(int lanes, Func<int, int> value) => string.Join(
        ", ", Enumerable.Range(0, lanes).Select(lane => value(lane).ToString(CultureInfo.InvariantCulture) + "u"));
}
