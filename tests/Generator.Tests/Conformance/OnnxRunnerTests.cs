using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Weft.Conformance;
using Weft.Conformance.Onnx;
using Weft.Generator.Graph;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Conformance;

/// <summary>The runner of ONNX's cases: what passes, what does not, what is skipped, and that it says so.</summary>
public sealed class OnnxRunnerTests : IDisposable
{
    private static readonly string Cases = Path.Combine(AppContext.BaseDirectory, "cases", "onnx");

    private readonly string _folder = Directory.CreateTempSubdirectory("weft-onnx").FullName;

    /// <summary>What turns the case of a softmax into one that no kernel does, and the reason given.</summary>
    public static TheoryData<string, string, string> Skips => new()
    {
        { "\"op\":\"Softmax\"", "\"op\":\"Conv\"", "the operator Conv has no kernel" },
        { "\"attributes\":{", "\"attributes\":{\"mood\":1,", "nothing is known of the attribute 'mood' of Softmax" },
        { "\"type\":\"float32\"", "\"type\":\"int32\"", "'x' has int32 elements; kernels compute in float32" },
        { "\"opset\":13", "\"opset\":11", "version 11 of Softmax runs over all axes from the given one on; from version 13 on it is one axis" },
    };

    /// <summary>What damages the case of a softmax, and what is said of it.</summary>
    public static TheoryData<string, string, string> Damages => new()
    {
        { "{", "", "damaged.json is no JSON: line 1 cannot be read." },
        { "\"shape\":[3,4,5]", "\"shape\":[3,4,6]", "damaged.json: 'x' has 60 elements, which is not what its shape [3, 4, 6] says." },
        { "\"shape\":[3,4,5]", "\"shape\":[3,4,\"5\"]", "damaged.json: the shape of 'x' has the size \"5\"; a whole number from 0 on was expected." },
        { "\"data\":[", "\"data\":[null,", "damaged.json: 'x' has the element null; a number, true, false, NaN, Infinity or -Infinity was expected." },
        { "\"node_inputs\":[\"x\"]", "\"node_inputs\":[\"z\"]", "damaged.json: 'inputs' has no tensor 'z', which 'node_inputs' names." },
        { "\"node_inputs\":[\"x\"]", "\"node_inputs\":[]", "Softmax needs its input 'input', number 1." },
        { "\"outputs\":", "\"results\":", "damaged.json: there is no 'outputs', or it is no array." },
        { "\"axis\":0", "\"axis\":3", "'x' has the shape [3, 4, 5] and no axis 3." },
        { "\"axis\":0", "\"axis\":\"0\"", "The attribute 'axis' is \"0\"; a whole number was expected." },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("avx512")]
    [InlineData("avx2")]
    [InlineData("neon")]
    [InlineData("portable")]
    public void Cases_Pass(string set)
    {
        int count = Directory.GetFiles(Cases, "*.json").Length;
        (int code, string output) = Run(Cases, null, set);

        Assert.True(code == ExitCode.Success, output);
        Assert.EndsWith($"\n{set}: {count} passed, 0 failed, 0 skipped\n", output, StringComparison.Ordinal);
        Assert.Contains("adam: passed, ", output, StringComparison.Ordinal);
        Assert.Contains("(the L2 term is added to the gradient before the optimizer runs)\n", output, StringComparison.Ordinal);
        Assert.Contains("(qk_matmul_output is not compared: no kernel ever stores the scores)\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Cases_HaveEveryOperator()
    {
        string[] operators =
        [
            "Adam", "Attention", "Gelu", "Gemm", "LayerNormalization", "LogSoftmax", "MatMul", "NegativeLogLikelihoodLoss", "RMSNormalization",
            "RotaryEmbedding", "Softmax", "SoftmaxCrossEntropyLoss",
        ];

        Assert.Equal(operators, Directory.GetFiles(Cases, "*.json").Select(static path => OnnxCase.Read(path).Operator).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("attention_4d_softcap_neginf_mask_poison", "Y")]
    [InlineData("attention_3d_with_past_and_present", "present_value")]
    [InlineData("layer_normalization_2d_axis1", "InvStdDev")]
    [InlineData("sce_mean_weight_ii_log_prob", "log_prob")]
    [InlineData("adam", "H_new")]
    public void AnotherExpectation_Misses(string name, string output)
    {
        this.CopyWith(name, "broken", text =>
        {
            int data = text.IndexOf("\"data\":[", text.IndexOf($"{{\"name\":\"{output}\"", StringComparison.Ordinal), StringComparison.Ordinal) + "\"data\":[".Length;
            int end = text.AsSpan(data).IndexOfAny(',', ']') + data;

            return $"{text[..data]}7{text[end..]}";
        });
        (int code, string printed) = Run(_folder, null, "portable");

        Assert.Equal(ExitCode.Failure, code);
        Assert.Contains($"  {output}[0] is ", printed, StringComparison.Ordinal);
        Assert.Contains(" instead of 7; 1 of ", printed, StringComparison.Ordinal);
        Assert.EndsWith($"broken: FAILED: {output} differ from what ONNX expects\nportable: 0 passed, 1 failed, 0 skipped\n", printed, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Skips))]
    public void WhatNoKernelDoes_IsSkippedWithItsReason(string what, string other, string reason)
    {
        this.CopyWith("softmax_axis_0", "skipped", text => Replace(text, what, other));
        (int code, string output) = Run(_folder, null, "portable");

        Assert.Equal(ExitCode.Failure, code);
        Assert.Equal($"skipped: skipped: {reason}\nportable: 0 passed, 0 failed, 1 skipped\n", output);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void DamagedFile_FailsWithOneSentence(string what, string other, string sentence)
    {
        this.CopyWith("softmax_axis_0", "damaged", text => Replace(text, what, other));
        this.CopyWith("softmax_axis_2", "whole", static text => text);
        (int code, string output) = Run(_folder, null, "portable");

        Assert.Equal(ExitCode.Failure, code);
        Assert.StartsWith($"damaged: FAILED: {sentence}\nwhole: passed, ", output, StringComparison.Ordinal);
        Assert.EndsWith("portable: 1 passed, 1 failed, 0 skipped\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void HalfPrecision_IsComputedInSingle()
    {
        this.CopyWith("softmax_axis_2", "half", static text => text.Replace("float32", "float16", StringComparison.Ordinal));
        (int code, string output) = Run(_folder, null, "portable");

        Assert.True(code == ExitCode.Success, output);
        Assert.Contains("(float16 numbers, computed in float32)\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void TensorsThatDoNotFit_FailWithOneSentenceEach()
    {
        // Every case with the last input that has several elements one shorter along its last axis.
        foreach (string path in Directory.GetFiles(Cases, "*.json"))
        {
            this.CopyWith(Path.GetFileNameWithoutExtension(path), Path.GetFileNameWithoutExtension(path), Shorten);
        }

        (int code, string output) = Run(_folder, null, "portable");
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(ExitCode.Failure, code);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
        Assert.Contains("gemm_default_no_bias: FAILED: 'y' has the shape [2, 3]; the operator gives 4 elements.", lines);
        Assert.Contains("attention_4d_attn_mask_bool_4d: FAILED: ", string.Join('\n', lines), StringComparison.Ordinal);
    }

    [Fact]
    public void NothingToRun_IsSaid()
    {
        Assert.Equal((ExitCode.Usage, $"'{_folder}' has no case: no file X.json.\n"), Run(_folder, null, "avx2"));
        Assert.Equal((ExitCode.Usage, "There is no folder 'nowhere'.\n"), Run("nowhere", null, "avx2"));
        (int code, string output) = Run(Cases, "gemm", "avx2");
        Assert.Equal(ExitCode.Usage, code);
        Assert.StartsWith($"'{Cases}' has no case 'gemm'; its ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void OnlyOne_RunsNoOther()
    {
        (int code, string output) = Run(Cases, "adam", "avx2");

        Assert.Equal(ExitCode.Success, code);
        Assert.StartsWith("adam: passed, ", output, StringComparison.Ordinal);
        Assert.EndsWith("avx2: 1 passed, 0 failed, 0 skipped\n", output, StringComparison.Ordinal);
    }

    private static (int Code, string Output) Run(string folder, string? only, string set)
    {
        using StringWriter output = new() { NewLine = "\n" };
        Assert.True(InstructionSetNames.TryParse(set, out InstructionSets parsed));

        return (new OnnxRunner(output, parsed).Run(folder, only), output.ToString());
    }

    // The first one only.
    private static string Replace(string text, string what, string other)
    {
        int at = text.IndexOf(what, StringComparison.Ordinal);
        Assert.True(at >= 0, $"The case has no {what}.");

        return $"{text[..at]}{other}{text[(at + what.Length)..]}";
    }

    private static string Shorten(string text)
    {
        JsonNode root = JsonNode.Parse(text)!;
        JsonNode tensor = root["inputs"]!.AsArray().Last(static item => item!["shape"]!.AsArray().Count > 0 && (int)item["shape"]!.AsArray()[^1]! > 1)!;
        JsonArray shape = tensor["shape"]!.AsArray();
        int last = (int)shape[^1]!;
        JsonNode?[] kept = [.. tensor["data"]!.AsArray().Where((_, i) => i % last != last - 1).Select(static item => item!.DeepClone())];
        shape[^1] = last - 1;
        tensor["data"] = new JsonArray(kept);

        return root.ToJsonString();
    }

    private void CopyWith(string name, string copy, Func<string, string> change) =>
        File.WriteAllText(Path.Combine(_folder, $"{copy}.json"), change(File.ReadAllText(Path.Combine(Cases, $"{name}.json"))));
}
