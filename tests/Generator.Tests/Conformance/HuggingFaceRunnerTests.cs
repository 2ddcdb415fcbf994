using System;
using System.IO;
using Weft.Conformance;
using Weft.Conformance.HuggingFace;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Conformance;

/// <summary>The runner of imported models: what passes, what does not, and that it says so.</summary>
public sealed class HuggingFaceRunnerTests : IDisposable
{
    private static readonly string Cases = Path.Combine(AppContext.BaseDirectory, "cases", "huggingface");

    private readonly string _folder = Directory.CreateTempSubdirectory("weft-huggingface").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("gpt2", "avx512", "prompts ")]
    [InlineData("gpt_neox", "avx2", "gradients ")]
    [InlineData("gemma2", "neon", "tokens ")]
    [InlineData("bert_classifier", "portable", "logits ")]
    [InlineData("distilbert", "portable", "hidden ")]
    [InlineData("t5", "avx2", "beams ")]
    public void Case_AgreesWithTransformers(string name, string set, string comparison)
    {
        (int code, string output) = Run(Cases, name, set);

        Assert.True(code == ExitCode.Success, output);
        Assert.StartsWith($"{name} ", output, StringComparison.Ordinal);
        Assert.Contains(" ok   ", output, StringComparison.Ordinal);
        Assert.Contains(comparison, output, StringComparison.Ordinal);
        Assert.EndsWith("1 passed, 0 failed\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherHeadCount_Misses()
    {
        this.Copy("gpt2");
        string configuration = Path.Combine(_folder, "gpt2", "config.json");
        File.WriteAllText(configuration, File.ReadAllText(configuration).Replace("\"n_head\": 4", "\"n_head\": 2", StringComparison.Ordinal));
        (int code, string output) = Run(_folder, null, "portable");

        Assert.Equal(ExitCode.Failure, code);
        Assert.StartsWith("gpt2               FAIL prompts ", output, StringComparison.Ordinal);
        Assert.EndsWith("0 passed, 1 failed\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void FolderThatCannotBeImported_FailsWithItsSentence()
    {
        this.Copy("gpt2");
        File.Delete(Path.Combine(_folder, "gpt2", "model.safetensors"));
        (int code, string output) = Run(_folder, null, "portable");

        Assert.Equal(ExitCode.Failure, code);
        Assert.Contains("the folder has neither model.safetensors nor model.safetensors.index.json.\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void NoCase_IsAWrongArgument()
    {
        Assert.Equal((ExitCode.Usage, $"'{_folder}' has no case: no folder with a config.json or an adapter_config.json.\n"), Run(_folder, null, "portable"));
        Assert.Equal((ExitCode.Usage, $"'{Cases}' has no case 'gpt5'.\n"), Run(Cases, "gpt5", "portable"));
    }

    private static (int Code, string Output) Run(string folder, string? only, string set)
    {
        using StringWriter output = new() { NewLine = "\n" };
        Assert.True(InstructionSetNames.TryParse(set, out InstructionSets parsed));
        int code = new HuggingFaceRunner(output, parsed).Run(folder, only);

        return (code, output.ToString());
    }

    private void Copy(string name)
    {
        _ = Directory.CreateDirectory(Path.Combine(_folder, name));

        foreach (string file in Directory.GetFiles(Path.Combine(Cases, name)))
        {
            File.Copy(file, Path.Combine(_folder, name, Path.GetFileName(file)));
        }
    }
}
