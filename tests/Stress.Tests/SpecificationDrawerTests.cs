using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Specification;
using Weft.Stress.Drawing;
using Xunit;

namespace Weft.Stress.Tests;

public sealed class SpecificationDrawerTests
{
    // More than the keys of today need, so that a new one has a good chance.
    private const int MostDraws = 600;

    private static readonly Dictionary<string, string> Named = new() { ["model"] = "Drawn" };

    [Fact]
    public void Draw_Often_DrawsEveryKey()
    {
        HashSet<string> missing = [.. SpecificationDrawer.Keys.Select(static key => key.FullName)];

        for (int seed = 0; seed < MostDraws && missing.Count > 0; seed++)
        {
            missing.ExceptWith(Draw(seed).Values.Keys);
        }

        Assert.Equal([], missing);
    }

    [Fact]
    public void Draw_Often_DrawsEveryArchitecture()
    {
        IEnumerable<Architecture> drawn = Enumerable.Range(0, 100).Select(static seed => Draw(seed).Read().Specification!.Architecture).Distinct();

        Assert.Equal(Enum.GetValues<Architecture>(), drawn.Order());
    }

    [Fact]
    public void Draw_SameSeed_IsTheSame() => Assert.Equal(Draw(seed: 7).ToYaml(), Draw(seed: 7).ToYaml());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ToYaml_IsReadBack(int seed)
    {
        DrawnSpecification drawn = Draw(seed);

        Assert.Equal(drawn.ToYaml(), DrawnSpecification.Parse("# A comment: with a colon.\n" + drawn.ToYaml()).ToYaml());
        Assert.NotNull(drawn.Read().Specification);
    }

    [Fact]
    public void Draw_Pinned_StaysWhateverElseIsDrawn()
    {
        Dictionary<string, string> pinned = new(Named) { ["architecture"] = "encoder", ["d_model"] = "30", ["inference.weights"] = "int8" };

        for (int seed = 0; seed < 20; seed++)
        {
            (DrawnSpecification drawn, ModelSpecification specification) = SpecificationDrawer.Draw(new Random(seed), pinned);

            Assert.All(pinned, item => Assert.Equal(item.Value, drawn.Values[item.Key]));
            Assert.Equal(30, specification.ModelSize);
        }
    }

    [Fact]
    public void Draw_WhatCannotBe_SaysWhy()
    {
        Dictionary<string, string> pinned = new(Named) { ["d_model"] = "30", ["heads"] = "4" };

        DrawingException problem = Assert.Throws<DrawingException>(() => SpecificationDrawer.Draw(new Random(1), pinned));
        Assert.Contains("heads must divide d_model", problem.Message, StringComparison.Ordinal);
        Assert.Contains("heads: 4", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ValueDrawer_KindOfKeyItDoesNotKnow_SaysWhich()
    {
        Key mapping = SpecificationKeys.All.First(static key => key is SectionKey);

        Assert.Contains(mapping.FullName, Assert.Throws<NotSupportedException>(() => ValueDrawer.Draw(mapping, new Random(1))).Message, StringComparison.Ordinal);
    }

    private static DrawnSpecification Draw(int seed) => SpecificationDrawer.Draw(new Random(seed), Named).Drawn;
}
