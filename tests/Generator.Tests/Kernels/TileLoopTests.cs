using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Weft.Conformance.Inspection;
using Xunit;
using Xunit.Abstractions;

namespace Weft.Generator.Tests.Kernels;

/// <summary>The machine code in the loops of register tiles: accumulators that leave their registers cost more than the arithmetic.</summary>
public sealed class TileLoopTests(ITestOutputHelper output)
{
    // A multiply-add and its share of the loads, the broadcasts and the loop.
    private const double MostInstructions = 2.5;

    private const string Clean = """
        ; Assembly listing for method Weft.Compiled.Model+Avx2Kernels:Tile16(ulong,ulong):this (FullOpts)
        G_M1_IG01:
               push     rbp
               lea      rbp, [rsp+0x10]
        G_M1_IG02:
               vmovups  ymm12, ymmword ptr [rsi]
               vfmadd231ps ymm0, ymm12, ymmword ptr [rdi]
               vfmadd231ps ymm1, ymm12, ymmword ptr [rdi]
               vfmadd231ps ymm2, ymm12, ymmword ptr [rdi]
               vfmadd231ps ymm3, ymm12, ymmword ptr [rdi]
               vfmadd231ps ymm4, ymm12, ymmword ptr [rdi]
               vfmadd231ps ymm5, ymm12, ymmword ptr [rdi]
               vfmadd231ps ymm6, ymm12, ymmword ptr [rdi]
               vfmadd231ps ymm7, ymm12, ymmword ptr [rdi]
               jl       SHORT G_M1_IG02
        """;

    /// <summary>The sets whose kernels this processor runs as they are meant.</summary>
    public static TheoryData<string> Sets
    {
        get
        {
            TheoryData<string> sets = [];

            foreach ((string set, bool isSupported) in new[]
            {
                ("Avx512", Avx512F.IsSupported), ("Avx2", Avx2.IsSupported && Fma.IsSupported), ("AdvSimd", AdvSimd.Arm64.IsSupported), ("Portable", true),
            })
            {
                if (isSupported)
                {
                    sets.Add(set);
                }
            }

            return sets;
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Loops_KeepTheirVectorsInRegisters(string set)
    {
        TileLoop[] loops = [.. TileLoop.Find(DisassemblyReader.Read(JitOutput.Listing)).Where(loop => loop.Set == set)];
        output.WriteLine(InspectionReport.Summarize(set, loops));

        Assert.Contains(loops, static loop => loop.Kernel.Contains(" Tile", StringComparison.Ordinal));
        Assert.Contains(loops, static loop => loop.Kernel.Contains(" OuterTile", StringComparison.Ordinal));
        Assert.All(loops, static loop => Assert.True(loop.Problems.Count == 0, $"{loop.Kernel}: {string.Join("; ", loop.Problems)}"));

        // Multiply and add are two instructions where they are not fused.
        Assert.All(loops, loop => Assert.InRange((double)loop.Instructions / loop.MultiplyAdds, 1, MostInstructions + (set == "Portable" ? 1 : 0)));
    }

    [Theory]
    [InlineData("vmovups  ymmword ptr [rsp+0x20], ymm3")]
    [InlineData("vmovups  ymm3, ymmword ptr [rbp-0x30]")]
    [InlineData("call     [System.Runtime.Intrinsics.Vector256:Load(ulong)]")]
    public void SpillsAndCalls_AreFound(string instruction)
    {
        string listing = Clean.Replace("       jl  ", $"       {instruction}\n       jl  ", StringComparison.Ordinal);

        Assert.Empty(Assert.Single(Inspect(Clean)).Problems);
        Assert.Single(Assert.Single(Inspect(listing)).Problems);
    }

    [Fact]
    public void NativeListing_IsRead()
    {
        List<string> lines = ["0000000000001000 <App_Model_AdvSimdKernels__OuterTile5>:"];
        lines.AddRange(Enumerable.Range(0, 8).Select(static i => $"    10{i * 4:x2}:\tfmla\tv{i}.4s, v24.4s, v25.s[0]"));
        lines.Add("    1020:\tldr\tq24, [sp, #32]");
        lines.Add("    1024:\tb.ne\t1000 <App_Model_AdvSimdKernels__OuterTile5>  // b.any");

        TileLoop loop = Assert.Single(TileLoop.Find(DisassemblyReader.Read(lines)));
        Assert.Equal(("AdvSimd OuterTile5", 10, 8, 1), (loop.Kernel, loop.Instructions, loop.MultiplyAdds, loop.Problems.Count));
    }

    private static IEnumerable<TileLoop> Inspect(string listing) => TileLoop.Find(DisassemblyReader.Read(listing.Split('\n')));
}
