using System;
using System.IO;
using System.Linq;
using Weft.Conformance.HuggingFace;
using Weft.Conformance.Inspection;
using Weft.Conformance.Onnx;
using Weft.Conformance.Tokenizers;
using Weft.Conformance.Torch;
using Weft.Generator.Specification;

namespace Weft.Conformance;

/// <summary>
/// The command line: <c>torch FOLDER</c> compares compiled models with PyTorch's results, <c>onnx FOLDER</c> kernels with ONNX's cases,
/// <c>huggingface FOLDER</c> imported models with those that transformers computes.
/// </summary>
internal static class Program
{
    private const string GgufOption = "--gguf";
    private const string WriteOption = "--write";

    private const string Help = """
        Weft.Conformance torch FOLDER [--only NAME] [--instruction-set avx512|avx2|neon|portable] [--write FOLDER]
            For every X.yaml and X.safetensors of the folder: compiles the spec, loads the parameters and compares logits, loss,
            gradients and AdamW steps with the reference. Without --instruction-set the best set of the spec and this machine runs;
            every set runs on every machine. With --write, what was computed is written there, as X.safetensors with the reference's names.
        Weft.Conformance onnx FOLDER [--only NAME] [--instruction-set avx512|avx2|neon|portable]
            For every X.json of the folder, a node with its inputs and outputs: emits kernels for it, runs them and compares with a
            relative tolerance of 1e-3 and an absolute one of 1e-7. What no kernel does is skipped, with the reason.
        Weft.Conformance huggingface FOLDER [--only NAME] [--instruction-set avx512|avx2|neon|portable] [--gguf]
            For every folder in it with a config.json: imports the model, compiles it and compares logits, greedy continuations and
            gradients with expected.safetensors and gradients.safetensors. Without --instruction-set this machine's best set runs.
            With --gguf the model is made a GGUF file first, as llama.cpp's converter does, and this file is imported.
        Weft.Conformance tokenizers FOLDER
            For every folder of the folder with an expected.json: loads its tokenizer and compares the ids of every text, with special tokens
            and without, and what they decode to.
        Exit code: 0 when some case passed and none failed, 1 otherwise, 2 for wrong arguments.
        """;

    public static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["torch", string folder, .. string[] options] when !folder.StartsWith('-'):
                int write = Array.IndexOf(options, WriteOption);
                string? results = write >= 0 && write + 1 < options.Length ? options[write + 1] : null;

                return RunCases(
                    results is null ? options : [.. options[..write], .. options[(write + 2)..]],
                    (set, only) => new TorchRunner(Console.Out, set, results).Run(folder, only));
            case ["onnx", string folder, .. string[] options] when !folder.StartsWith('-'):
                return RunCases(options, (set, only) => new OnnxRunner(Console.Out, set ?? InstructionSetNames.OfThisMachine).Run(folder, only));
            case ["huggingface", string folder, .. string[] options] when !folder.StartsWith('-'):
                bool asGguf = options.Contains(GgufOption);

                return RunCases(
                    [.. options.Where(static option => option != GgufOption)],
                    (set, only) => new HuggingFaceRunner(Console.Out, set ?? InstructionSetNames.OfThisMachine, asGguf).Run(folder, only));
            case ["tokenizers", string folder] when !folder.StartsWith('-'):
                return new TokenizerRunner(Console.Out).Run(folder);
            case ["train-check", string first, .. string[] others]:
                // For a test of how the JIT compiles kernels; of no use to anybody else.
                return TrainCheck.Run([first, .. others]);
            case ["inspect", string path, string structName]:
                // For the scripts that look into native images.
                return InspectionReport.Write(Console.Out, File.ReadLines(path), structName) ? ExitCode.Success : ExitCode.Failure;
            case ["--help"] or ["-h"]:
                Console.WriteLine(Help);

                return ExitCode.Success;
            default:
                Console.Error.WriteLine(Help);

                return ExitCode.Usage;
        }
    }

    private static int RunCases(string[] options, Func<InstructionSets?, string?, int> run)
    {
        string? only = null;
        InstructionSets? set = null;

        for (int i = 0; i < options.Length; i += 2)
        {
            string? value = i + 1 < options.Length ? options[i + 1] : null;

            switch (options[i])
            {
                case "--only" when value is not null:
                    only = value;
                    break;
                case "--instruction-set" when value is not null && InstructionSetNames.TryParse(value, out InstructionSets parsed):
                    set = parsed;
                    break;
                case "--only" or "--instruction-set":
                    Console.Error.WriteLine($"{options[i]} needs {(options[i] == "--only" ? "the name of a case" : $"one of {string.Join(", ", InstructionSetNames.All)}")}{(value is null ? "" : $", not '{value}'")}.");

                    return ExitCode.Usage;
                default:
                    Console.Error.WriteLine($"'{options[i]}' is no option; the options are --only and --instruction-set.");

                    return ExitCode.Usage;
            }
        }

        return run(set, only);
    }
}
