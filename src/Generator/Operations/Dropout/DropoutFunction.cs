using System;
using System.Collections.Generic;
using System.Globalization;
using Weft.Generator.Lowering;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// 0 or 1 / (1 - p) per lane: <c>Dropout0p1(key, counter, block)</c> with the key and the counter of <see cref="DropoutPlaceFunction"/>; or
/// all at once in <c>Dropout0p1(seedLow, seedHigh, block, c1, c2, c3)</c>.
/// </summary>
/// <remarks>
/// A mask is a function of its place alone, so that no order of work can change it: Philox's four counter words name the place, with
/// <see cref="DropoutCounter"/> for the middle two, and give the random words of four columns, or of four queries. The first word counts
/// these blocks of four.
/// </remarks>
/// <param name="Rate">The probability p of a zero, 0 to 1.</param>
internal sealed record DropoutFunction(float Rate) : VectorFunction($"Dropout{Literal.Identifier(Rate)}")
{
    // The lanes that hold a counter's first word.
    private static readonly EvenWords First = new("first", uint.MaxValue, 0);

    public override IEnumerable<VectorFunction> Callees => [new PhiloxFunction(), new DropoutPlaceFunction()];

    // The scales of random words.
    private string Scale => $"{this.Name}Scale";

    public override void Write(KernelWriter writer)
    {
        this.WriteScale(writer);
        this.WriteMask(writer);
        this.WriteMaskFromWords(writer);
    }

    private void WriteScale(KernelWriter writer)
    {
        double probability = this.Rate;
        uint threshold = (uint)Math.Min(Math.Round(probability * 4294967296.0), uint.MaxValue);
        float scale = this.Rate < 1f ? (float)(1.0 / (1.0 - probability)) : 0f;
        string rate = this.Rate.ToString("G6", CultureInfo.InvariantCulture);
        string summary = $"0 where a word is below p 2^32, 1 / (1 - p) elsewhere: p = {rate}.";

        using SourceWriter.Block body = writer.Method(summary, $"{writer.Vector} {this.Scale}({writer.Words} words)");

        writer.Constant("Scale", scale, "1 / (1 - p)");
        writer.Constant("uint", "Threshold", $"0x{threshold.ToString("X8", CultureInfo.InvariantCulture)}", "p 2^32");
        writer.Constant("uint", "Sign", "0x80000000", "turned on both sides: signed comparisons then order as unsigned ones");
        writer.Line();
        string limit = writer.Create("unchecked((int)(Threshold ^ Sign))");
        writer.Declare(writer.Integers, "signed", $"(words ^ {writer.Create("Sign")}).AsInt32()");
        writer.Declare(writer.Integers, "dropped", $"{writer.Class}.LessThan(signed, {limit})");
        writer.Line();
        writer.Line($"return {writer.Class}.ConditionalSelect(dropped.AsSingle(), {writer.Zero}, {writer.Broadcast("Scale")});");
    }

    private void WriteMask(KernelWriter writer)
    {
        int lanes = writer.Set.Lanes;
        string summary = $"""
            The mask of {lanes} columns from 4 x block on: 0 or 1 / (1 - p) each. Column j is word j % 4 of
            Philox4x32-10 for the counter (j / 4, c1, c2, c3): the same for every vector width and order of work.
            """;

        string signature = $"{writer.Vector} {this.Name}({writer.Words} key, {writer.Words} counter, uint block)";

        using SourceWriter.Block body = writer.Method(summary, signature);

        writer.Declare(First);
        writer.Declare(writer.Words, "words", $"counter + ({writer.Create("block")} & first)");
        writer.Line();
        writer.Line($"return {this.Scale}(Philox4x32(words, key));");
    }

    private void WriteMaskFromWords(KernelWriter writer)
    {
        const string Summary = "The same from single words, for masks that stand alone.";

        using SourceWriter.Block body = writer.Method(
            Summary, $"{writer.Vector} {this.Name}(uint seedLow, uint seedHigh, uint block, uint c1, uint c2, uint c3)");

        writer.Line($"return {this.Name}(DropoutKey(seedLow, seedHigh), DropoutCounter(c1, c2, c3), block);");
    }
}
