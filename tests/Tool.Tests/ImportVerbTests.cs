using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using Weft.Conformance.HuggingFace;
using Xunit;

namespace Weft.Tool.Tests;

public sealed class ImportVerbTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Folder_BecomesSpecificationThatIsInspectedAndParameters()
    {
        string folder = this.CreateFolder("tiny-gpt2");
        string output = this.PathOf("out");
        File.WriteAllText(Path.Combine(folder, "vocab.json"), "{}");

        string[] lines = WeftCommand.Run("import", folder, "--output", output).Lines();

        Assert.Equal("TinyGpt2: family gpt2, 372 parameters.", lines[0]);
        Assert.Contains("  positional_encoding: learned", lines);
        Assert.StartsWith($"{Path.Combine(output, "tiny-gpt2.safetensors")}: written, SHA-256 ", lines[^2], StringComparison.Ordinal);
        Assert.Equal($"{Path.Combine(output, "vocab.json")}: copied.", lines[^1]);
        Assert.Equal(["tiny-gpt2.safetensors", "tiny-gpt2.yaml", "vocab.json"], Directory.GetFiles(output).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("372", string.Join('\n', WeftCommand.Run("inspect", Path.Combine(output, "tiny-gpt2.yaml")).Lines()), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_HasKeysAndFiles()
    {
        string folder = this.CreateFolder("tiny");
        File.WriteAllText(Path.Combine(folder, "vocab.json"), "{}");
        string output = this.PathOf("out");

        JsonElement root = JsonDocument.Parse(string.Concat(WeftCommand.Run("import", folder, "--output", output, "--json").Lines())).RootElement;

        Assert.Equal(("Tiny", "gpt2", 372), (Text(root, "model"), Text(root, "family"), root.GetProperty("parameterCount").GetInt32()));
        Assert.Equal("learned", Text(root.GetProperty("keys"), "positional_encoding"));
        Assert.Equal(Path.Combine(output, "tiny.yaml"), Text(root, "specification"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Text(root, "parameters")!))), Text(root, "sha256"));
        Assert.Equal(Path.Combine(output, "vocab.json"), Assert.Single(root.GetProperty("tokenizers").EnumerateArray()).GetString());
        Assert.Null(Text(root, "loadingCall"));
        Assert.StartsWith("ModelImport.Load<Tiny>(", Text(JsonDocument.Parse(WeftCommand.Run("import", folder, "--output", output, "--keep", "--json").Output).RootElement, "loadingCall"), StringComparison.Ordinal);

        static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
    }

    [Fact]
    public void Name_IsThatOfFilesAndClass()
    {
        string[] lines = WeftCommand.Run("import", this.CreateFolder("tiny"), "--output", _folder.FullName, "--name", "other").Lines();

        Assert.StartsWith("Other: ", lines[0], StringComparison.Ordinal);
        Assert.Contains("model: Other\n", File.ReadAllText(this.PathOf("other.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public void GgufFile_BecomesSpecificationParametersAndTokenizer()
    {
        string[] tokens = ["a", "b", "ab", "c", "<|end|>"];
        string file = this.CreateGguf(writer => writer.Text("tokenizer.ggml.model", "gpt2").Text("tokenizer.ggml.pre", "gpt-2")
            .Texts("tokenizer.ggml.tokens", tokens).Wholes("tokenizer.ggml.token_type", 1, 1, 1, 1, 3).Texts("tokenizer.ggml.merges", "a b"));
        string output = this.PathOf("out");

        string[] lines = WeftCommand.Run("import", file, "--output", output).Lines();

        Assert.Equal("TinyGpt2: family gpt2, 372 parameters.", lines[0]);
        Assert.Equal($"{Path.Combine(output, "tokenizer.json")}: written.", lines[^1]);
        Assert.Equal(["tiny-gpt2.safetensors", "tiny-gpt2.yaml", "tokenizer.json"], Directory.GetFiles(output).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void GgufFileWithoutTokenizer_SaysSo()
    {
        string file = this.CreateGguf(static writer => writer);

        string[] lines = WeftCommand.Run("import", file, "--output", this.PathOf("out")).Lines();

        Assert.Equal($"tokenizer left out: {file}: it has no 'tokenizer.ggml.model'.", lines[^1]);
    }

    [Fact]
    public void DamagedGgufFile_NoOutput_ExitCode1()
    {
        string file = this.CreateGguf(static writer => writer.Remove("gpt2.block_count"));

        WeftCommand run = WeftCommand.Run("import", file, "--output", this.PathOf("out"));

        Assert.Equal((CommandLine.InputError, ""), (run.Code, run.Output));
        Assert.Equal($"weft import: {file}: the key 'gpt2.block_count' is missing.", Assert.Single(run.ErrorLines()));
        Assert.False(Directory.Exists(this.PathOf("out")));
    }

    [Fact]
    public void Keep_WritesTheSpecificationAndTheCallThatLoads()
    {
        string folder = this.CreateFolder("tiny");
        File.WriteAllText(Path.Combine(folder, "vocab.json"), "{}");
        string output = this.PathOf("out");

        string[] lines = WeftCommand.Run("import", folder, "--output", output, "--keep").Lines();

        Assert.Equal($"parameters stay where they are: ModelImport.Load<Tiny>(@\"{folder}\") of Weft.Import loads them.", lines[^1]);
        Assert.Equal(["tiny.yaml"], Directory.GetFiles(output).Select(Path.GetFileName));
    }

    [Fact]
    public void Adapter_IsMerged()
    {
        string folder = this.CreateFolder("tiny");
        string adapter = this.CreateAdapter();
        string output = this.PathOf("out");

        _ = WeftCommand.Run("import", folder, "--output", output, "--adapter", adapter).Lines();

        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(output, "tiny.safetensors"));
        Assert.All(file.ReadSingles("decoder.layers.0.self_attention.output.weight"), static value => Assert.Equal(6f, value));
        string[] kept = WeftCommand.Run("import", folder, "--output", output, "--adapter", adapter, "--keep").Lines();
        Assert.Contains($"ModelImport.Load<Tiny>(@\"{folder}\", @\"{adapter}\")", kept[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void AdapterThatDoesNotFit_NoOutput_ExitCode1()
    {
        string folder = this.CreateFolder("tiny");

        WeftCommand run = WeftCommand.Run("import", folder, "--output", this.PathOf("out"), "--adapter", folder);

        Assert.Equal((CommandLine.InputError, ""), (run.Code, run.Output));
        Assert.Equal($"weft import: {Path.Combine(folder, "adapter_config.json")}: there is no such file.", Assert.Single(run.ErrorLines()));
        Assert.False(Directory.Exists(this.PathOf("out")));
    }

    [Fact]
    public void WrongFolder_NoOutput_ExitCode1()
    {
        string folder = this.CreateFolder("tiny");
        string configuration = Path.Combine(folder, "config.json");
        File.WriteAllText(configuration, File.ReadAllText(configuration).Replace("}", ", \"scale_attn_by_inverse_layer_idx\": true}", StringComparison.Ordinal));

        WeftCommand run = WeftCommand.Run("import", folder, "--output", this.PathOf("out"));

        Assert.Equal((CommandLine.InputError, ""), (run.Code, run.Output));
        Assert.Equal(
            $"weft import: {configuration}: 'scale_attn_by_inverse_layer_idx: true' changes the arithmetic and is not supported.", Assert.Single(run.ErrorLines()));
        Assert.False(Directory.Exists(this.PathOf("out")));
    }

    [Fact]
    public void SpecificationThatDoesNotCompile_IsNotWritten()
    {
        // Every generated class has a member of that name.
        WeftCommand run = WeftCommand.Run("import", this.CreateFolder("tiny"), "--output", this.PathOf("out"), "--name", "load");

        Assert.Equal(CommandLine.InputError, run.Code);
        Assert.Contains("load.yaml(2,8): error WEFT", Assert.Single(run.ErrorLines()), StringComparison.Ordinal);
        Assert.False(Directory.Exists(this.PathOf("out")));
    }

    [Theory]
    [InlineData("one folder is needed; there are 0.")]
    [InlineData("one folder is needed; there are 2.", "a", "b")]
    [InlineData("--name is the name of a file, without its folder, not 'a/b'.", "a", "--name", "a/b")]
    public void WrongArguments_ExitCode2(string message, params string[] arguments)
    {
        WeftCommand run = WeftCommand.Run(["import", .. arguments]);

        Assert.Equal(CommandLine.UsageError, run.Code);
        Assert.Equal($"weft import: {message}", run.ErrorLines()[0]);
    }

    private string CreateGguf(Func<GgufWriter, GgufWriter> change)
    {
        string path = this.PathOf("tiny-gpt2.gguf");
        string folder = this.CreateFolder("source");
        File.WriteAllBytes(path, change(GgufConverter.Convert(folder, GgufElements.F32)!).ToArray());

        return path;
    }

    // 3 x 2 x 1 is added to each element of a matrix.
    private string CreateAdapter()
    {
        string folder = Directory.CreateDirectory(this.PathOf("adapter")).FullName;
        File.WriteAllText(
            Path.Combine(folder, "adapter_config.json"),
            """{"peft_type": "LORA", "r": 1, "lora_alpha": 3, "fan_in_fan_out": true, "target_modules": ["attn.c_proj"]}""");
        SafetensorsWriter writer = new();
        writer.Add("base_model.model.transformer.h.0.attn.c_proj.lora_A.weight", [1, 4], [2f, 2f, 2f, 2f]);
        writer.Add("base_model.model.transformer.h.0.attn.c_proj.lora_B.weight", [4, 1], [1f, 1f, 1f, 1f]);
        writer.Save(Path.Combine(folder, "adapter_model.safetensors"));

        return folder;
    }

    private string CreateFolder(string name)
    {
        string folder = Directory.CreateDirectory(this.PathOf(name)).FullName;
        File.WriteAllText(
            Path.Combine(folder, "config.json"), """{"model_type": "gpt2", "vocab_size": 5, "n_embd": 4, "n_layer": 1, "n_head": 2, "n_positions": 25, "layer_norm_epsilon": 1e-5}""");
        SafetensorsWriter writer = new();

        foreach ((string tensor, long[] shape) in (ReadOnlySpan<(string, long[])>)
        [
            ("wte.weight", [5, 4]), ("wpe.weight", [25, 4]), ("h.0.ln_1.weight", [4]), ("h.0.ln_1.bias", [4]), ("h.0.attn.c_attn.weight", [4, 12]),
            ("h.0.attn.c_attn.bias", [12]), ("h.0.attn.c_proj.weight", [4, 4]), ("h.0.attn.c_proj.bias", [4]), ("h.0.ln_2.weight", [4]),
            ("h.0.ln_2.bias", [4]), ("h.0.mlp.c_fc.weight", [4, 16]), ("h.0.mlp.c_fc.bias", [16]), ("h.0.mlp.c_proj.weight", [16, 4]),
            ("h.0.mlp.c_proj.bias", [4]), ("ln_f.weight", [4]), ("ln_f.bias", [4]),
        ])
        {
            writer.Add(tensor, shape, new float[shape.Aggregate(static (product, size) => product * size)]);
        }

        writer.Save(Path.Combine(folder, "model.safetensors"));

        return folder;
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
