using System;
using System.IO;
using Weft.Conformance;
using Xunit;

namespace Weft.Generator.Tests.Conformance;

/// <summary>What the conformance runner says of commands that it does not understand, and of itself.</summary>
public sealed class CommandTests
{
    [Theory]
    [InlineData("the name of a run and a folder are needed; there are torch, onnx, huggingface, tokenizers.")]
    [InlineData("there is no run 'torhc'; did you mean 'torch'?", "torhc", "cases")]
    [InlineData("there is no run 'all'; there are torch, onnx, huggingface, tokenizers.", "all")]
    [InlineData("one folder of cases is needed; there are 0.", "torch")]
    [InlineData("one folder of cases is needed; there are 2.", "tokenizers", "one", "two")]
    [InlineData("there is no option --olny; did you mean --only?", "torch", "cases", "--olny", "tiny")]
    [InlineData("there is no option --gguf.", "onnx", "cases", "--gguf")]
    [InlineData("--only needs a value.", "torch", "cases", "--only")]
    [InlineData("--gguf takes no value.", "huggingface", "cases", "--gguf=yes")]
    [InlineData("--instruction-set is avx512, avx2, neon or portable, not 'sse'.", "onnx", "cases", "--instruction-set", "sse")]
    [InlineData("a disassembly and the name of a struct are needed; there is 1.", "inspect", "image.txt")]
    public void Command_ThatIsNotUnderstood_IsOneSentence(string sentence, params string[] arguments) =>
        Assert.Equal((ExitCode.Usage, "", $"Weft.Conformance: {sentence} (--help explains the options)\n"), Run(arguments));

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("torch", "--help")]
    public void Help_ExplainsRunsAndOptions(params string[] arguments)
    {
        (int code, string output, string error) = Run(arguments);

        Assert.Equal((ExitCode.Success, ""), (code, error));
        Assert.All(
            ["  torch ", "  onnx ", "  huggingface ", "  tokenizers ", "  --only NAME ", "  --instruction-set NAME ", "  --gguf ", "exit codes: "],
            part => Assert.Contains(part, output, StringComparison.Ordinal));
        Assert.DoesNotContain("train-check", output, StringComparison.Ordinal);
        Assert.All(output.Split('\n'), static line => Assert.InRange(line.Length, 0, 120));
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = Program.Run(arguments, output, error);

        return (code, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }
}
