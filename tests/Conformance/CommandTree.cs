using System;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Linq;
using Weft.Conformance.HuggingFace;
using Weft.Conformance.Inspection;
using Weft.Conformance.Onnx;
using Weft.Conformance.Tokenizers;
using Weft.Conformance.Torch;
using Weft.Tool.Arguments;
using Weft.Tool.Help;

namespace Weft.Conformance;

/// <summary>What the program compares, each thing a command of its own, and two commands that only tests and scripts have a use for.</summary>
internal sealed class CommandTree
{
    private readonly TextOption _only = new("--only", "NAME", "the only case to run; of torch, onnx and huggingface");
    private readonly InstructionSetOption _set = new();
    private readonly FlagOption _gguf = new("--gguf", "of huggingface: imports the model from a GGUF file, made as llama.cpp's converter does");

    private readonly TextOption _write = new(
        "--write", "FOLDER", "of torch: keeps what was computed there, as X.safetensors with the reference's names");

    /// <summary>Puts it together.</summary>
    public CommandTree() => this.Root = new Command(
        "Weft.Conformance",
        "Compares what Weft computes with what others do. A run takes a folder of cases; what Weft has no part for is skipped.")
    {
        this.Help,
        Run(
            "torch",
            "for every X.yaml and X.safetensors: compiles the specification, loads the parameters and compares logits, loss, gradients and "
            + "AdamW steps with PyTorch's",
            (folder, command) => new TorchRunner(Console.Out, command.GetValue(_set), command.GetValue(_write))
                .Run(folder, command.GetValue(_only)),
            _only, _set, _write),
        Run(
            "onnx",
            "for every X.json, a node with its inputs and outputs: emits kernels for it, runs them and compares with a relative tolerance of "
            + "1e-3 and an absolute one of 1e-7",
            (folder, command) => new OnnxRunner(Console.Out, command.GetValue(_set) ?? InstructionSetNames.OfThisMachine)
                .Run(folder, command.GetValue(_only)),
            _only, _set),
        Run(
            "huggingface",
            "for every folder with a config.json: imports the model, compiles it and compares logits, greedy continuations and gradients with "
            + "expected.safetensors and gradients.safetensors",
            (folder, command) => new HuggingFaceRunner(
                    Console.Out, command.GetValue(_set) ?? InstructionSetNames.OfThisMachine, command.GetValue(_gguf))
                .Run(folder, command.GetValue(_only)),
            _only, _set, _gguf),
        Run(
            "tokenizers",
            "for every folder with an expected.json: loads its tokenizer and compares the ids of every text, with special tokens and without, "
            + "and what they decode to",
            static (folder, _) => new TokenizerRunner(Console.Out).Run(folder)),

        // For a test of how the JIT compiles kernels, and for the scripts that look into native images.
        Hidden("train-check", new Operands("specifications are needed", 1, int.MaxValue, ("SPEC", "a decoder")), TrainCheck.Run),
        Hidden("inspect", new Operands("a disassembly and the name of a struct are needed", 2, 2, ("FILE", "a disassembly")), Inspect),
    };

    /// <summary>The program.</summary>
    public Command Root { get; }

    /// <summary>Whether to explain everything, and do nothing else.</summary>
    public FlagOption Help { get; } = new("--help", "this text", "-h", "-?") { Recursive = true };

    /// <summary>The names of what it compares.</summary>
    public ImmutableArray<string> Runs =>
        [.. this.Root.Subcommands.Where(static command => !command.Hidden).Select(static command => command.Name)];

    /// <summary>Writes what the commands and their options are.</summary>
    public void WriteHelp(TextWriter output)
    {
        output.WriteLine("usage: Weft.Conformance RUN FOLDER [options]");
        output.WriteLine();
        output.WriteLine(this.Root.Description);
        HelpTable.Write(output, "runs", this.Root.Subcommands.Where(static run => !run.Hidden).Select(static run => (run.Name, run.Description!)));
        HelpTable.Write(
            output,
            "options",
            ((Option[])[_only, _set, _write, _gguf, this.Help]).Select(static option => ($"{option.Name} {option.HelpName}".TrimEnd(), option.Description!)));
        output.WriteLine();
        output.WriteLine("exit codes: 0 some case passed and none failed, 1 otherwise, 2 the command was not understood.");
    }

    private static Command Run(string name, string description, Func<string, ParseResult, int> run, params ReadOnlySpan<Option> options)
    {
        Operands folder = new("one folder of cases is needed", 1, 1, ("FOLDER", "the cases"));
        Command command = new(name, description) { folder };

        foreach (Option option in options)
        {
            command.Add(option);
        }

        command.SetAction(parsed => run(folder.Take(parsed)[0], parsed));

        return command;
    }

    private static Command Hidden(string name, Operands operands, Func<string[], int> run)
    {
        Command command = new(name) { operands };
        command.Hidden = true;
        command.SetAction(parsed => run(operands.Take(parsed)));

        return command;
    }

    private static int Inspect(string[] words) =>
        InspectionReport.Write(Console.Out, File.ReadLines(words[0]), words[1]) ? ExitCode.Success : ExitCode.Failure;
}
