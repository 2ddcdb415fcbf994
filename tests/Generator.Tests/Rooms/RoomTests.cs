using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Shared;
using Xunit;

namespace Weft.Generator.Tests.Rooms;

/// <summary>
/// The rooms of the generator look one way: a room reads those that come before it, and only those that this table grants it. Held against
/// the compiler's own view of the sources, so that a member of a type of another room counts, whether a using names it or not.
/// </summary>
public sealed class RoomTests
{
    private const int Columns = 140;

    /// <summary>What each room may read; the order is the way of a model from YAML to C#.</summary>
    private static readonly (string Room, string[] Reads)[] Rooms =
    [
        ("Text", []),
        ("Shared", []),
        ("Targets", ["Text", "Shared"]),
        ("Diagnostics", []),
        ("Specification", ["Text", "Shared", "Diagnostics"]),
        ("Graph", ["Shared", "Specification"]),
        ("Planning", ["Shared", "Specification", "Graph"]),
        ("Lowering", ["Text", "Shared", "Targets", "Specification", "Graph", "Planning"]),
        ("Operations", ["Text", "Shared", "Targets", "Specification", "Graph", "Planning", "Lowering"]),
        ("Emission", ["Text", "Shared", "Targets", "Lowering"]),
        ("Pipeline", ["Shared", "Diagnostics", "Specification", "Lowering", "Emission", GeneratorSources.Root]),
    ];

    /// <summary>Where 16 is not the width of a panel, and what it is instead.</summary>
    private static readonly Dictionary<string, string> OtherSixteens = new()
    {
        ["Shared/Panels.cs"] = "the width itself",
        ["Shared/WeightFormat.cs"] = "bits of a bfloat16",
        ["Targets/InstructionSet.cs"] = "bits of half a word",
        ["Targets/Portable.cs"] = "registers",
        ["Targets/Avx2.cs"] = "registers",
        ["Targets/Avx512.cs"] = "lanes",
        ["Operations/Dropout/DropoutCounter.cs"] = "bits of a site's number",
        ["Operations/Attention/BFloat16Cache.cs"] = "bits of a bfloat16",
        ["Operations/Halves/HalveKernel.cs"] = "bits of a bfloat16",
        ["Operations/Projection/BFloat16Weights.cs"] = "bits of a bfloat16",
        ["Operations/Projection/RowProduct.cs"] = "panels that are work for four threads",
    };

    /// <summary>Every room that has a row.</summary>
    public static TheoryData<string> Names => [.. Rooms.Select(static row => row.Room)];

    [Fact]
    public void Rooms_AreTheFoldersOfTheGenerator() =>
        Assert.Equal(GeneratorSources.Folders.Order(), Rooms.Select(static row => row.Room).Order());

    [Fact]
    public void Sources_CompileHere() => Assert.Empty(GeneratorSources.Errors);

    [Fact]
    public void Usings_AreNeeded() =>
        Assert.True(!GeneratorSources.UnneededUsings.Any(), $"Nothing needs these:\n{string.Join("\n", GeneratorSources.UnneededUsings)}");

    [Fact]
    public void Lines_FitTheScreen()
    {
        string[] places = [.. SourceFiles.Lines.Where(static line => line.Text.Length > Columns).Select(static line => line.Place)];

        Assert.True(places.Length == 0, $"These have more than {Columns} columns:\n{string.Join("\n", places)}");
    }

    [Fact]
    public void PanelWidth_IsSaidOnce()
    {
        (string File, int Line)[] said = [.. GeneratorSources.PlacesOf(Panels.Width)];
        string[] places =
            [.. said.Where(static item => !OtherSixteens.ContainsKey(item.File)).Select(static item => $"{item.File}({item.Line})")];

        Assert.True(places.Length == 0, $"These say {Panels.Width}; if they mean a panel, it is Panels.Width:\n{string.Join("\n", places)}");
        Assert.Equal(OtherSixteens.Keys.Order(), said.Select(static item => item.File).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Room_ReadsWhatItMay(string room)
    {
        string[] allowed = [room, .. Rooms.Single(row => row.Room == room).Reads];
        ImmutableArray<Reference> found = [.. GeneratorSources.References.Where(item => item.From == room && !allowed.Contains(item.To))];

        Assert.True(found.IsEmpty, $"{room} may not read these:\n{string.Join("\n", found)}");
    }

    [Fact]
    public void Rooms_ReadEarlierRoomsOnly()
    {
        HashSet<string> earlier = [GeneratorSources.Root];

        foreach ((string room, string[] reads) in Rooms)
        {
            Assert.Subset(earlier, reads.ToHashSet());
            earlier.Add(room);
        }
    }
}
