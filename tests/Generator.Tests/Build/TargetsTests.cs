using System;
using Xunit;

namespace Weft.Generator.Tests.Build;

/// <summary>What the package's targets check, and what they set, in a project that is nothing but them and some properties.</summary>
public sealed class TargetsTests
{
    [Theory]
    [InlineData("WEFT101", "<TransformerModel Include=\"nowhere.yaml\" />", "nowhere.yaml")]
    [InlineData("WEFT102", "<Optimize>false</Optimize>", "Optimize")]
    [InlineData("WEFT103", "<AllowUnsafeBlocks>false</AllowUnsafeBlocks>", "AllowUnsafeBlocks")]
    [InlineData("WEFT104", "<TargetFrameworkVersion>v8.0</TargetFrameworkVersion>", "net10.0")]
    [InlineData("WEFT108", "<Language>VB</Language>", "Visual Basic")]
    [InlineData("WEFT108", "<Language>F#</Language>", "F#")]
    [InlineData("WEFT109", "<CompilerApiVersion>roslyn4.8</CompilerApiVersion>", "4.8")]
    public void WrongProject_IsReported(string code, string element, string named)
    {
        string output = Build("WeftCheckProject", element);

        Assert.Contains($" {code}: ", output, StringComparison.Ordinal);
        Assert.Contains(named, output, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingWeights_AreReported()
    {
        string output = Build("WeftEmbedWeights", "<TransformerModel Include=\"tiny.yaml\" Weights=\"nowhere.safetensors\" />");

        Assert.Contains(" WEFT110: ", output, StringComparison.Ordinal);
        Assert.Contains("nowhere.safetensors", output, StringComparison.Ordinal);
    }

    /// <summary>Each model hands the compiler its own weights, with the time of the file, and one resource under the name of its spec.</summary>
    [Fact]
    public void Weights_AreEmbedded()
    {
        string output = Build("ReportWeights", "<TransformerModel Include=\"a/one.yaml\" Weights=\"project.proj\" /><TransformerModel Include=\"two.yaml\" />");

        Assert.Matches("two.yaml true {0,2}", output);
        Assert.Matches("a/one.yaml true .*/project.proj \\d{15,}", output);
        Assert.Matches("resource .*/project.proj one.weights\r?\n", output);
    }

    [Theory]
    [InlineData("<Optimize>true</Optimize>")]
    [InlineData("<Language>C#</Language>")]
    [InlineData("<CompilerApiVersion>roslyn4.14</CompilerApiVersion>")]
    [InlineData("<CompilerApiVersion>roslyn5.0</CompilerApiVersion>")]
    public void Project_IsNotReported(string element) => Assert.DoesNotContain("WEFT1", Build("WeftCheckProject", element), StringComparison.Ordinal);

    [Theory]
    [InlineData("linux-x64", "", "x86-64-v3")]
    [InlineData("win-x64", "<WeftInstructionSet>x86-64-v4</WeftInstructionSet>", "x86-64-v4")]
    [InlineData("linux-x64", "<WeftInstructionSet>portable</WeftInstructionSet>", "")]
    [InlineData("linux-x64", "<WeftInstructionSet>native</WeftInstructionSet>", "native")]
    [InlineData("linux-x64", "<WeftInstructionSet>all</WeftInstructionSet>", "")]
    [InlineData("osx-arm64", "", "")]
    [InlineData("linux-arm64", "<WeftInstructionSet>x86-64-v3</WeftInstructionSet>", "")]
    [InlineData("linux-x64", "<IlcInstructionSet>x86-64-v3,avx512</IlcInstructionSet>", "x86-64-v3,avx512")]
    public void InstructionSet_IsChosen(string runtime, string element, string expected) =>
        Assert.Equal($"instruction set '{expected}'", Publish(runtime, element).Trim());

    /// <summary>What the JIT may run, or what is compiled for an instruction set of the project's own, has all kernels.</summary>
    [Theory]
    [InlineData("<_IsPublishing>true</_IsPublishing>", "x86-64-v3")]
    [InlineData("<_IsPublishing>true</_IsPublishing><WeftInstructionSet>all</WeftInstructionSet>", "all")]
    [InlineData("<_IsPublishing>true</_IsPublishing><WeftInstructionSet>avx2</WeftInstructionSet>", "x86-64-v3")]
    [InlineData("<_IsPublishing>true</_IsPublishing><IlcInstructionSet>native</IlcInstructionSet>", "")]
    [InlineData("<_IsPublishing>true</_IsPublishing><_WeftIsAppended>true</_WeftIsAppended>", "")]
    [InlineData("<_IsPublishing>true</_IsPublishing><PublishAot>false</PublishAot><WeftInstructionSet>portable</WeftInstructionSet>", "")]
    [InlineData("<WeftInstructionSet>portable</WeftInstructionSet>", "")]
    public void GeneratedKernels_AreThoseOfWhatIsPublished(string element, string expected) =>
        Assert.EndsWith($"published for '{expected}'", Publish("linux-x64", element, "ReportPublished").Trim(), StringComparison.Ordinal);

    [Theory]
    [InlineData("WEFT105", "<WeftInstructionSet>avx2</WeftInstructionSet>", "instruction set 'x86-64-v3'")]
    [InlineData("WEFT106", "<IlcInstructionSet>avx</IlcInstructionSet>", "instruction set 'avx'")]
    [InlineData("WEFT106", "<IlcInstructionSet>avx2</IlcInstructionSet><WeftInstructionSet>x86-64-v4</WeftInstructionSet>", "instruction set 'avx2'")]
    public void WrongInstructionSet_IsReported(string code, string element, string chosen)
    {
        string output = Publish("linux-x64", element);

        Assert.Contains($"warning {code}: ", output, StringComparison.Ordinal);
        Assert.Contains(chosen, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Exe", "win-x64")]
    [InlineData("Exe", "linux-musl-x64")]
    [InlineData("Exe", "linux-arm64")]
    [InlineData("Library", "linux-x64")]
    public void AllInstructionSets_AreRefusedElsewhere(string output, string runtime) =>
        Assert.Matches($"error WEFT107: .* not OutputType {output} for {runtime};", CheckImageChoice(output, runtime));

    [Fact]
    public void AllInstructionSets_AreAllowedForAnExecutable() =>
        Assert.DoesNotContain("WEFT", CheckImageChoice("Exe", "linux-x64"), StringComparison.Ordinal);

    [Theory]
    [InlineData("all", "true")]
    [InlineData("x86-64-v3", "false")]
    public void ImageChoice_IsCompiledForAllInstructionSetsOnly(string value, string expected) =>
        Assert.Equal(
            $"Weft.ImageChoice {expected}",
            Build("ReportSwitch", $"<PublishAot>true</PublishAot><WeftInstructionSet>{value}</WeftInstructionSet>").Trim());

    private static string CheckImageChoice(string output, string runtime) => Build(
        "WeftCheckImageChoice",
        $"<WeftInstructionSet>all</WeftInstructionSet><RuntimeIdentifier>{runtime}</RuntimeIdentifier><OutputType>{output}</OutputType>"
        + $"<IsNativeExecutable>{(output == "Exe" ? "true" : "")}</IsNativeExecutable>");

    private static string Publish(string runtime, string element, string target = "Report") =>
        Build(target, $"<PublishAot>true</PublishAot><RuntimeIdentifier>{runtime}</RuntimeIdentifier>{element}");

    // Without the SDK, whose own checks take seconds.
    private static string Build(string target, string element)
    {
        using ProjectFolder folder = new();
        string group = element.StartsWith("<TransformerModel", StringComparison.Ordinal) ? "ItemGroup" : "PropertyGroup";
        folder.Write("project.proj", $"""
            <Project>
              <PropertyGroup>
                <TargetFrameworkIdentifier>.NETCoreApp</TargetFrameworkIdentifier>
                <TargetFrameworkVersion>v10.0</TargetFrameworkVersion>
              </PropertyGroup>
              <{group}>{element}</{group}>
              <Import Project="{ProjectFolder.BuildFiles}Weft.targets" />
              <Target Name="Report" DependsOnTargets="WeftChooseInstructionSet">
                <Message Importance="high" Text="instruction set '$(IlcInstructionSet)'" />
              </Target>
              <Target Name="ReportPublished" DependsOnTargets="WeftChooseInstructionSet">
                <Message Importance="high" Text="published for '$(WeftPublishedFor)'" />
              </Target>
              <Target Name="ReportWeights" DependsOnTargets="WeftEmbedWeights">
                <Message Importance="high" Text="@(AdditionalFiles->'%(Identity) %(WeftModel) %(WeftWeights) %(WeftWeightsStamp)', '%0a')" />
                <Message Importance="high" Text="resource @(EmbeddedResource->'%(Identity) %(LogicalName)')" />
              </Target>
              <Target Name="ReportSwitch">
                <Message Importance="high" Text="@(RuntimeHostConfigurationOption->'%(Identity) %(Value)')" />
              </Target>
            </Project>
            """);

        return folder.Run("msbuild", "project.proj", $"-target:{target}");
    }
}
