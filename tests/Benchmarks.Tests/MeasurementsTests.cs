using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Weft.Benchmarks.Measuring;
using Weft.Benchmarks.Reporting;
using Xunit;

namespace Weft.Benchmarks.Tests;

public sealed class MeasurementsTests
{
    private static readonly AbsentContender Weft = new("Weft", "never measured here");
    private static readonly InProcessContender Peer = new("peer", static () => { });
    private static readonly AbsentContender Absent = new("other", "apt-get install other");

    private static readonly ContestResult Result = new()
    {
        Seconds = new Dictionary<Contender, Series> { [Weft] = new(2, 1, 4), [Peer] = new(4, 6, 2) },
        Limit = new Series(10, 8, 9),
        Discarded = 0,
    };

    [Fact]
    public void MedianOfAnEvenNumber_IsTheMeanOfTheTwoInTheMiddle()
    {
        Assert.Equal(2.5, new Series(4, 1, 3, 2).Median);
        Assert.Equal(2, new Series(3, 1, 2).Median);
    }

    [Fact]
    public void ARate_IsBetterWhereItIsGreater()
    {
        Measurement row = Assert.Single(Measurements.Of("b", 2, [Weft, Peer], Result, Quantity.Arithmetic(6e9)));

        Assert.Equal((3, 1.5, 6), (row.Value, row.Min, row.Max));
        Assert.Equal((9.0, 3.0 / 9), (row.Limit, row.FractionOfLimit));
        Assert.Equal(("peer", 1.5, 2.0), (row.Peer, row.PeerValue, row.RatioToPeer));
    }

    [Fact]
    public void ATime_IsBetterWhereItIsLess_AndHasNoLimit()
    {
        Measurement row = Assert.Single(Measurements.Of("b", 1, [Weft, Peer], Result, Quantity.Milliseconds("step")));

        Assert.Equal((2000, 1000, 4000), (row.Value, row.Min, row.Max));
        Assert.Equal((4000.0, 2.0), (row.PeerValue, row.RatioToPeer));
        Assert.Null(row.Limit);
    }

    [Fact]
    public void AnAbsentPeer_IsNamedOnce_WithWhatToDo()
    {
        Measurement[] rows = [.. Measurements.Of("b", 1, [Weft, Absent], Result, Quantity.Arithmetic(6e9), Quantity.Milliseconds("step"))];

        Assert.Equal(["other: absent; apt-get install other", null], rows.Select(static row => row.Peer));
        Assert.All(rows, static row => Assert.Null(row.RatioToPeer));
    }

    [Fact]
    public void Json_HasEveryField_AndNullWhereThereIsNothing()
    {
        using MemoryStream stream = new();
        JsonReport.Write(stream, [.. Measurements.Of("b", 2, [Weft], Result, Quantity.Milliseconds("step"))]);
        stream.Position = 0;
        using JsonDocument document = JsonDocument.Parse(stream);
        JsonElement row = Assert.Single(document.RootElement.EnumerateArray());

        Assert.Equal(
            ["benchmark", "threads", "metric", "unit", "value", "min", "max", "limit", "fractionOfLimit", "peer", "peerValue", "ratioToPeer"],
            row.EnumerateObject().Select(static property => property.Name));
        Assert.Equal(2000, row.GetProperty("value").GetDouble());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("ratioToPeer").ValueKind);
    }
}
