using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using Weft.Conformance;
using Weft.Conformance.Torch;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Conformance;

/// <summary>The runner of reference cases: what passes, what does not, and that it says so.</summary>
public sealed class TorchRunnerTests : IDisposable
{
    private static readonly string Cases = Path.Combine(AppContext.BaseDirectory, "cases", "torch");

    private readonly string _folder = Directory.CreateTempSubdirectory("weft-torch").FullName;

    /// <summary>One case on every set, the others on one each.</summary>
    public static TheoryData<string, string> Runs => new()
    {
        { "gpt", "avx512" },
        { "gpt", "avx2" },
        { "gpt", "neon" },
        { "gpt", "portable" },
        { "llama", "neon" },
        { "gru", "avx2" },
        { "paper", "avx512" },
        { "tagger", "portable" },
        { "saturated_rope", "neon" },
        { "saturated_rope", "portable" },
        { "saturated_post", "avx512" },
        { "saturated_post", "avx2" },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Runs))]
    public void Case_AgreesWithPyTorch(string name, string set)
    {
        (int code, string output) = Run(Cases, name, set);

        Assert.True(code == ExitCode.Success, output);
        Assert.EndsWith($"{name}: passed\n1 passed, 0 failed\n", output, StringComparison.Ordinal);
        Assert.Contains("  ok    output/adamw_losses", output, StringComparison.Ordinal);
        Assert.Contains(name == "gru" ? "layers.*.gru.hidden.weight" : "layers.*.self_attention.query.weight", output, StringComparison.Ordinal);
    }

    /// <summary>What was computed has the names and shapes of the reference, and passes in its place.</summary>
    [Fact]
    public void Results_AreCasesAgain()
    {
        string results = Path.Combine(_folder, "results");
        using StringWriter output = new();
        Assert.Equal(ExitCode.Success, new TorchRunner(output, InstructionSets.Portable, results).Run(Cases, "tagger"));

        using SafetensorsFile written = SafetensorsFile.Open(Path.Combine(results, "tagger.safetensors"));
        using SafetensorsFile reference = SafetensorsFile.Open(Path.Combine(Cases, "tagger.safetensors"));
        Assert.Contains(written.Tensors, static tensor => tensor.Name == "gradient/encoder.token_embedding.weight");

        foreach (SafetensorsTensor tensor in written.Tensors)
        {
            Assert.Equal(reference.Find(tensor.Name)!.ShapeText, tensor.ShapeText);
        }

        double[] losses = written.ReadDoubles("output/adamw_losses");
        Assert.All(reference.ReadDoubles("output/adamw_losses").Zip(losses), static pair => Assert.Equal(pair.First, pair.Second, 1e-3));

        // Gradients are of the mean loss, as PyTorch's are.
        const string Gradient = "gradient/output.weight";
        Assert.All(
            reference.ReadDoubles(Gradient).Zip(written.ReadDoubles(Gradient)), static pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Theory]
    [InlineData("output/loss")]
    [InlineData("output/logits")]
    [InlineData("gradient/decoder.layers.1.feed_forward.up.weight")]
    [InlineData("output/adamw_losses")]
    public void AnotherReference_Misses(string tensor)
    {
        this.Copy("gpt");
        this.Alter("gpt", tensor);
        (int code, string output) = Run(_folder, null, "portable");

        Assert.Equal(ExitCode.Failure, code);
        Assert.Contains($"  MISS  {tensor.Replace(".1.", ".*.", StringComparison.Ordinal)}", output, StringComparison.Ordinal);
        Assert.Contains($"        {tensor}: |ours - reference| is", output, StringComparison.Ordinal);
        Assert.Contains("gpt: FAILED: 1 of", output, StringComparison.Ordinal);
        Assert.EndsWith("0 passed, 1 failed\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void FilesThatDoNotFit_FailWithOneLineEach()
    {
        this.Copy("gpt");
        File.Copy(Path.Combine(_folder, "gpt.yaml"), Path.Combine(_folder, "alone.yaml"));
        File.WriteAllText(Path.Combine(_folder, "damaged.safetensors"), "no tensors");
        File.Copy(Path.Combine(_folder, "gpt.yaml"), Path.Combine(_folder, "damaged.yaml"));
        File.WriteAllText(Path.Combine(_folder, "wrong.yaml"), "model: Wrong\n");
        File.Copy(Path.Combine(_folder, "gpt.safetensors"), Path.Combine(_folder, "other.safetensors"));
        File.WriteAllText(Path.Combine(_folder, "other.yaml"), File.ReadAllText(Path.Combine(_folder, "gpt.yaml")).Replace("d_ff: 64", "d_ff: 65", StringComparison.Ordinal));
        File.Delete(Path.Combine(_folder, "gpt.yaml"));
        (int code, string output) = Run(_folder, null, "portable");

        Assert.Equal(ExitCode.Failure, code);
        Assert.Contains("alone: FAILED: ", output, StringComparison.Ordinal);
        Assert.Contains("damaged: FAILED: ", output, StringComparison.Ordinal);
        Assert.Contains("wrong: FAILED: wrong.yaml(", output, StringComparison.Ordinal);
        Assert.Contains("other: FAILED: ", output, StringComparison.Ordinal);
        Assert.Contains("has the shape [64, 32]", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.EndsWith("0 passed, 4 failed\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingToRun_IsSaid()
    {
        Assert.Equal((ExitCode.Usage, $"'{_folder}' has no case: no file X.yaml.\n"), Run(_folder, null, null));
        Assert.Equal((ExitCode.Usage, "There is no folder 'nowhere'.\n"), Run("nowhere", null, null));
        Assert.Equal((ExitCode.Usage, $"'{Cases}' has no case 'gtp'; its cases are gpt, llama, paper, saturated_post, saturated_rope, tagger.\n"), Run(Cases, "gtp", null));
    }

    private static (int Code, string Output) Run(string folder, string? only, string? set)
    {
        using StringWriter output = new() { NewLine = "\n" };
        InstructionSets? parsed = set is not null && InstructionSetNames.TryParse(set, out InstructionSets value) ? value : null;

        return (new TorchRunner(output, parsed).Run(folder, only), output.ToString());
    }

    private void Copy(string name)
    {
        File.Copy(Path.Combine(Cases, $"{name}.yaml"), Path.Combine(_folder, $"{name}.yaml"));
        File.Copy(Path.Combine(Cases, $"{name}.safetensors"), Path.Combine(_folder, $"{name}.safetensors"));
    }

    // Makes the first element of a tensor one larger.
    private void Alter(string name, string tensor)
    {
        string path = Path.Combine(_folder, $"{name}.safetensors");
        byte[] bytes = File.ReadAllBytes(path);
        SafetensorsType type;
        int at;

        using (SafetensorsFile file = SafetensorsFile.Open(path))
        {
            SafetensorsTensor entry = file.Find(tensor)!;
            type = entry.Type;
            at = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes) + (int)entry.Start;
        }

        if (type == SafetensorsType.F64)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(at), BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(at)) + 1);
        }
        else
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at), BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(at)) + 1);
        }

        File.WriteAllBytes(path, bytes);
    }
}
