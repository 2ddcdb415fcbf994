using System;
using System.Globalization;
using System.Linq;
using Weft.Generator.Targets;
using Weft.Generator.Lowering;
using Xunit;

namespace Weft.Generator.Tests.VectorMath;

/// <summary>The emitted dropout masks: known answers of the generator, the scalar definition, the rate.</summary>
public sealed class DropoutTests
{
    private const uint SeedLow = 0x243F6A88;
    private const uint SeedHigh = 0x85A308D3;

    public static TheoryData<string> Sets => VectorMathFixture.Sets;

    /// <summary>Known answers of the authors' library Random123 (kat_vectors): counter, key, words.</summary>
    public static TheoryData<string, string, string, string> KnownAnswers
    {
        get
        {
            TheoryData<string, string, string, string> cases = [];

            foreach (string set in VectorMathModel.SetNames)
            {
                cases.Add(set, "00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8");
                cases.Add(set, "ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd");
                cases.Add(set, "243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1");
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(KnownAnswers))]
    public void Philox_GivesTheKnownAnswers(string set, string counter, string key, string expected)
    {
        int lanes = VectorMathModel.Lanes(set);
        uint[] keyWords = Words(key);
        uint[] words = new uint[lanes];

        VectorMathFixture.Model.Philox(set)(
            Repeat(Words(counter), lanes), Repeat([keyWords[0], 0, keyWords[1], 0], lanes), words);

        Assert.Equal(Repeat(Words(expected), lanes), words);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Masks_FollowTheScalarDefinition(string set)
    {
        float[] expected = new float[4096];
        float[] masks = new float[4096];

        for (uint row = 0; row < 8; row++)
        {
            uint c1 = row * 77;
            uint c2 = (row << 16) | 5;

            for (uint column = 0; column < expected.Length; column++)
            {
                expected[column] = Scale(column, c1, c2, row);
            }

            VectorMathFixture.Model.Dropout(set)(SeedLow, SeedHigh, c1, c2, row, masks);

            Assert.Equal(expected, masks);
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    [InlineData(1f)]
    public void Masks_DropTheirShare_AndKeepTheMean(float dropout)
    {
        const int Columns = 1 << 20;
        VectorMathModel model = VectorMathModel.Compile(dropout);
        float[] expected = new float[Columns];
        model.Dropout(new Portable().Name)(SeedLow, SeedHigh, 1, 2, 3, expected);

        // Five standard deviations of a binomial share.
        double tolerance = 5.0 * Math.Sqrt(dropout * (1.0 - dropout) / Columns);
        Assert.InRange(expected.Count(scale => scale == 0f) / (double)Columns, dropout - tolerance, dropout + tolerance);
        Assert.All(expected.Distinct(), scale => Assert.True(scale == 0f || scale == (float)(1.0 / (1.0 - dropout))));

        foreach (string set in VectorMathModel.SetNames)
        {
            float[] scales = new float[Columns];
            model.Dropout(set)(SeedLow, SeedHigh, 1, 2, 3, scales);
            Assert.True(scales.AsSpan().SequenceEqual(expected));
        }
    }

    /// <summary>The mask of one column, from the runtime's own generator.</summary>
    private static float Scale(uint column, uint c1, uint c2, uint c3)
    {
        const double Probability = VectorMathFixture.Dropout;
        PhiloxBlock block = Philox4x32.Generate(new PhiloxBlock(column / 4, c1, c2, c3), ((ulong)SeedHigh << 32) | SeedLow);
        uint word = (column % 4) switch
        {
            0 => block.Word0,
            1 => block.Word1,
            2 => block.Word2,
            _ => block.Word3,
        };

        return word < Math.Round(Probability * 4294967296.0) ? 0f : (float)(1.0 / (1.0 - Probability));
    }

    private static uint[] Words(string text) =>
        [.. text.Split(' ').Select(word => uint.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];

    private static uint[] Repeat(uint[] words, int lanes) => [.. Enumerable.Range(0, lanes).Select(lane => words[lane % words.Length])];
}
