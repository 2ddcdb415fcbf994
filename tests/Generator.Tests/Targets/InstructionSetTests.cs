using System;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Targets;
using Xunit;

namespace Weft.Generator.Tests.Targets;

/// <summary>What kernels take for granted of every instruction set.</summary>
public sealed class InstructionSetTests
{
    [Fact]
    public void Keys_NameEverySet_BestFirst()
    {
        Assert.Equal(InstructionSet.All, TargetSelection.Of(InstructionSets.All));
        Assert.Equal(
            [InstructionSets.Avx512, InstructionSets.Avx2, InstructionSets.Neon, InstructionSets.Portable],
            InstructionSet.All.Select(TargetSelection.KeyOf));
    }

    [Fact]
    public void Selection_IsWhatTheSpecAsksFor() => Assert.Equal(
        ["Avx2", "Portable"], TargetSelection.Of(InstructionSets.Portable | InstructionSets.Avx2).Select(static set => set.Name));

    [Fact]
    public void LastSet_AloneAsksNoProcessor() =>
        Assert.Equal(InstructionSet.All[^1], Assert.Single(InstructionSet.All, static set => set.Condition is null));

    [Fact]
    public void Vectors_DivideThePanelsRow() =>
        Assert.All(InstructionSet.All, static set => Assert.Equal(Panels.Width, set.Lanes * set.VectorsPerPanel));

    [Fact]
    public void Tiles_FitTheBlocksOfRows()
    {
        Assert.Equal(RowPlan.LargestTile, InstructionSet.All.Max(static set => set.TileRows));
        Assert.All(InstructionSet.All, static set => Assert.Equal(0, RowPlan.Block % set.TileRows));
    }

    [Fact]
    public void Tiles_FitTheRegisters() => Assert.All(InstructionSet.All, static set =>
        Assert.InRange(Math.Max(set.TileRows, set.OuterTileColumns) * set.VectorsPerPanel, 1, set.Registers - 1));

    [Fact]
    public void Halves_AreHalfAsWide() => Assert.All(
        InstructionSet.All.Where(static set => set.Halves is not null), static set => Assert.Equal(set.Bits, 2 * set.Halves!.Set.Bits));

    [Theory]
    [InlineData("a", "b", "c", "Vector256.FusedMultiplyAdd(a, b, c)", "(a * b) + c")]
    [InlineData("(a - m)", "(b * s)", "c", "Vector256.FusedMultiplyAdd(a - m, b * s, c)", "((a - m) * (b * s)) + c")]
    [InlineData("(a - m) * s", "f(b)", "c", "Vector256.FusedMultiplyAdd((a - m) * s, f(b), c)", "((a - m) * s * f(b)) + c")]
    public void MultiplyAdd_IsFusedWhereThereIsAnInstruction(string a, string b, string c, string fused, string apart)
    {
        Assert.Equal(fused, new Avx2().MultiplyAdd(a, b, c));
        Assert.Equal(apart, new Portable().MultiplyAdd(a, b, c));
    }
}
