using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace Weft.Generator.Tests.Targets;

/// <summary>
/// What depends on the instruction set stands in one folder: another set is a file there, its registration and its key, and nothing else
/// has to be searched for lanes.
/// </summary>
public sealed partial class TargetKnowledgeTests
{
    private static readonly string Generator = Path.GetFullPath(Path.Combine(ThisFolder(), "../../../src/Generator"));

    public static TheoryData<string, string> Traces => new()
    {
        { "the name of a vector type", @"\bVector(64|128|256|512)\b" },
        { "a namespace of instructions", @"System\.Runtime\.Intrinsics" },
        { "a class of instructions", @"(?<![\w.])(Sse|Ssse|Avx|Fma|AdvSimd|ArmBase|PackedSimd|X86Base)\w*\.[A-Z]" },
        { "the name of a class of instructions", "\"(Sse|Ssse|Avx|Fma|AdvSimd|ArmBase|PackedSimd|X86Base)\\w*\"" },
        { "a number of lanes", @"\b(Lanes|Bits|VectorsPerPanel)\s*(==|!=|[<>]=?|switch\b|is\b)" },
        { "a certain set", @"\b(is|is not|new|as) (Avx512|Avx2|Neon|Portable)\b" },
    };

    [Theory]
    [MemberData(nameof(Traces))]
    public void Knowledge_StandsInTargetsAlone(string what, string pattern)
    {
        Regex trace = new(pattern, RegexOptions.CultureInvariant);
        SourceLine[] found = [.. Lines().Where(line => line.Folder != "Targets" && trace.IsMatch(line.Text))];

        Assert.True(found.Length == 0, $"{what} belongs in src/Generator/Targets, and stands in\n{string.Join<SourceLine>("\n", found)}");
    }

    [Fact]
    public void Targets_KnowNothingOfModels() => Assert.Equal(
        ["using Weft.Generator.Shared;", "using Weft.Generator.Text;"],
        Lines().Where(static line => line.Folder == "Targets" && line.Text.StartsWith("using Weft.", System.StringComparison.Ordinal))
            .Select(static line => line.Text).Distinct().Order());

    // Every line of code; comments may explain.
    private static IEnumerable<SourceLine> Lines() =>
        from path in Directory.EnumerateFiles(Generator, "*.cs", SearchOption.AllDirectories)
        let file = Path.GetRelativePath(Generator, path).Replace('\\', '/')
        where !Generated().IsMatch(file)
        from line in File.ReadLines(path).Index()
        where !line.Item.TrimStart().StartsWith("//", System.StringComparison.Ordinal)
        select new SourceLine(file, line.Index + 1, line.Item.Trim());

    private static string ThisFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(@"^(bin|obj)")]
    private static partial Regex Generated();

    private sealed record SourceLine(string File, int Number, string Text)
    {
        public string Folder => this.File.Split('/')[0];

        public override string ToString() => $"{this.File}({this.Number}): {this.Text}";
    }
}
