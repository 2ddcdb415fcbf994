using System;
using System.Linq;
using System.Runtime.Intrinsics.X86;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Targets;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>What the JIT itself says of the kernels, in a process of their own that trains the Shakespeare spec for a few steps.</summary>
public sealed class JitSummaryTests
{
    private static readonly string[] Families =
        ["Tile", "OuterTile", "Product", "RowProduct", "WeightGradient", "Attention", "AttentionGradient", "Recurrence", "RecurrentStep", "RecurrenceGradient",
            "LayerNorm", "CrossEntropy"];

    [Fact]
    public void Kernels_AreOptimizedAtOnce_AndWhatTheyInlineIsInlined()
    {
        string[] lines = JitOutput.Summary;
        string[] kernels = [.. lines.Where(static line => Has(line, "Weft.Kernels."))];

        foreach (InstructionSet set in InstructionSet.All)
        {
            string name = $"Weft.Kernels.{set.KernelsName}";
            Assert.All(Families, family => Assert.Contains(kernels, line => Has(line, $"{name}:{family}")));
            Assert.Contains(kernels, line => Has(line, $"{name}:Dropout"));
            Assert.Contains(kernels, line => Has(line, $"Shakespeare{TargetSelection.KeyOf(set)}.Backward:DecoderLayer[{name}]"));
        }

        // A function that is inlined everywhere is never compiled on its own; one that is not would be here, in the first tier.
        Assert.All(kernels.Where(static line => !IsExcused(line)), static line => Assert.Contains("[FullOpts,", line, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, static line => Has(line, "MinOpts") && Has(line, " Weft.") && !Has(line, " Weft.Generator."));
    }

    // Where 512-bit vectors are two halves, generating random words takes more temporaries than the inliner has; no dispatch chooses these
    // kernels there.
    private static bool IsExcused(string line) =>
        !Avx512F.IsSupported && (Has(line, "Avx512Kernels:PhiloxRound(") || Has(line, "Avx512Kernels:Dropout0p1Scale("));

    private static bool Has(string line, string text) => line.Contains(text, StringComparison.Ordinal);
}
