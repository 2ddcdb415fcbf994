using System;
using System.Globalization;
using Weft.Generator.Graph;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Emits dropout masks over the words of <see cref="PhiloxEmitter"/>.</summary>
/// <remarks>
/// A mask is a function of its place alone, so that no order of work can change it: Philox's four counter words name the place, with
/// <see cref="DropoutCounter"/> for the middle two, and give the random words of four columns, or of four queries. The first word counts these
/// blocks of four.
/// </remarks>
internal static class DropoutEmitter
{
    /// <summary>DropoutKey(seedLow, seedHigh).</summary>
    public static void WriteKey(VectorMethodWriter method)
    {
        const string Summary = "The key of dropout masks from the two words of the seed; one for a whole pass.";

        using SourceWriter.Block body = method.WriteMethod(Summary, $"{method.Words} DropoutKey(uint seedLow, uint seedHigh)");

        method.WriteLine($"return {method.Broadcast("Vector128.Create(seedLow, 0u, seedHigh, 0u)")};");
    }

    /// <summary>DropoutCounter(c1, c2, c3), the counters of a row.</summary>
    public static void WriteCounter(VectorMethodWriter method)
    {
        const string Summary = "The counters of a row's masks, at block 0: (0, c1, c2, c3) in the first four lanes, (1, c1, c2, c3) in the next ...";

        using SourceWriter.Block body = method.WriteMethod(Summary, $"{method.Words} DropoutCounter(uint c1, uint c2, uint c3)");

        string blocks = method.Lanes(lane => lane % 4 == 0 ? lane / 4 : 0);
        method.WriteLine($"return {method.Broadcast("Vector128.Create(0u, c1, c2, c3)")} + {method.Class}.Create({blocks});");
    }

    /// <summary>DropoutScale(words): what the masks make of random words.</summary>
    public static void WriteScale(VectorMethodWriter method, float dropout)
    {
        double probability = dropout;
        uint threshold = (uint)Math.Min(Math.Round(probability * 4294967296.0), uint.MaxValue);
        float scale = dropout < 1f ? (float)(1.0 / (1.0 - probability)) : 0f;
        string summary = $"0 where a word is below p 2^32, 1 / (1 - p) elsewhere: p = {dropout.ToString("G6", CultureInfo.InvariantCulture)}.";

        using SourceWriter.Block body = method.WriteMethod(summary, $"{method.Vector} DropoutScale({method.Words} words)");

        method.WriteConstant("Scale", scale, "1 / (1 - p)");
        method.WriteLine($"""
            const uint Threshold = 0x{threshold.ToString("X8", CultureInfo.InvariantCulture)}; // p 2^32
            const uint Sign = 0x80000000; // turned on both sides: signed comparisons then order as unsigned ones

            {method.Class}<int> signed = (words ^ {method.Create("Sign")}).AsInt32();
            {method.Class}<int> dropped = {method.Class}.LessThan(signed, {method.Create("unchecked((int)(Threshold ^ Sign))")});

            return {method.Class}.ConditionalSelect(dropped.AsSingle(), {method.Vector}.Zero, {method.Create("Scale")});
            """);
    }

    /// <summary>Dropout(key, counter, block).</summary>
    public static void WriteMask(VectorMethodWriter method)
    {
        int lanes = method.Set.Lanes;
        string summary = $"""
            The mask of {lanes} columns from 4 x block on: 0 or 1 / (1 - p) each. Column j is word j % 4 of
            Philox4x32-10 for the counter (j / 4, c1, c2, c3): the same for every vector width and order of work.
            """;

        using SourceWriter.Block body =
            method.WriteMethod(summary, $"{method.Vector} Dropout({method.Words} key, {method.Words} counter, uint block)");

        method.WriteLine($"""
            {method.Words} first = {FirstWords(method)};
            {method.Words} words = counter + ({method.Create("block")} & first);

            return DropoutScale(Philox4x32(words, key));
            """);
    }

    /// <summary>Dropout(key, counter, block, out following).</summary>
    public static void WritePairOfMasks(VectorMethodWriter method)
    {
        int lanes = method.Set.Lanes;
        string summary = $"""
            The masks of {lanes} columns from 4 x block on, and of the {lanes} that follow. A round waits for the one before it;
            two chains side by side fill that time.
            """;

        using SourceWriter.Block body = method.WriteMethod(
            summary, $"{method.Vector} Dropout({method.Words} key, {method.Words} counter, uint block, out {method.Vector} following)");

        method.WriteLine($"""
            {method.Words} first = {FirstWords(method)};
            {method.Words} words0 = counter + ({method.Create("block")} & first);
            {method.Words} words1 = counter + ({method.Create($"block + {lanes / 4}")} & first);

            """);
        PhiloxEmitter.WriteRounds(method, "words0", "words1");
        method.WriteLine("""

            following = DropoutScale(words1);

            return DropoutScale(words0);
            """);
    }

    /// <summary>Dropout(seedLow, seedHigh, block, c1, c2, c3).</summary>
    public static void WriteMaskFromWords(VectorMethodWriter method)
    {
        const string Summary = "The same from single words, for masks that stand alone.";

        using SourceWriter.Block body = method.WriteMethod(
            Summary, $"{method.Vector} Dropout(uint seedLow, uint seedHigh, uint block, uint c1, uint c2, uint c3)");

        method.WriteLine("return Dropout(DropoutKey(seedLow, seedHigh), DropoutCounter(c1, c2, c3), block);");
    }

    /// <summary>The lanes that hold a counter's first word.</summary>
    private static string FirstWords(VectorMethodWriter method) => method.Pairs("0xFFFFFFFFul", "0ul");
}
