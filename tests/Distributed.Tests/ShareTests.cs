using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Weft.Distributed.Tests;

/// <summary>Who updates what.</summary>
public sealed class ShareTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(818_432, 2)]
    [InlineData(818_432, 3)]
    [InlineData(5_000_011, 64)]
    [InlineData(1_000_000, 1000)]
    public void Shares_CoverEverythingOnce(int floats, int ranks)
    {
        nuint end = 0;
        int part = 0;
        GradientParts parts = new((nuint)floats);

        for (int rank = 0; rank < ranks; rank++)
        {
            GradientShare share = new(parts, rank, ranks);

            Assert.Equal(end, share.Start);
            Assert.Equal(part, share.FirstPart);
            Assert.True(share.EndPart - share.FirstPart <= GradientShare.MostParts(ranks));
            end += share.Length;
            part = share.EndPart;
        }

        Assert.Equal((nuint)floats, end);
        Assert.Equal(GradientParts.Count, part);
    }

    // Frozen parameters lie between, and belong to nobody.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(70)]
    public void Pieces_AreEveryTrainedParameterOnce(int ranks)
    {
        HashSet<nuint> places = [];

        for (int rank = 0; rank < ranks; rank++)
        {
            GradientShare share = new(new GradientParts(Verse.Shape.GradientFloats), rank, ranks);

            foreach ((nuint start, nuint length) in ParameterSharing.PiecesOf(Verse.Shape, share))
            {
                for (nuint place = start; place < start + length; place++)
                {
                    Assert.True(places.Add(place));
                }
            }
        }

        long trained = Verse.Shape.Parameters.Where(static info => info.IsTrained).Sum(static info => info.PaddedCount);
        Assert.True(trained < (long)Verse.Shape.ParameterFloats);
        Assert.Equal(trained, places.Count);
        Assert.All(
            Verse.Shape.Parameters.Where(static info => info.IsTrained), info => Assert.Contains(info.Offset + (nuint)info.PaddedCount - 1, places));
    }
}
