using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Linq;
using Weft.Conformance;
using Weft.Stress.Drawing;
using Weft.Stress.Fencing;
using Weft.Stress.Files;
using Weft.Stress.Inference;
using Weft.Stress.Kills;
using Weft.Stress.Limits;
using Weft.Stress.Mutating;
using Weft.Stress.Numbers;
using Weft.Stress.Races;
using Weft.Stress.Running;
using Weft.Stress.Samplers;
using Weft.Stress.Searching;
using Weft.Stress.Sessions;
using Weft.Stress.Soaking;
using Weft.Stress.Training;
using Weft.Tool.Arguments;
using Weft.Tool.Help;

namespace Weft.Stress;

/// <summary>What is drawn and checked, each thing a verb.</summary>
internal sealed class CommandTree
{
    // A new seed is short enough to be read out.
    private const int Seeds = 1_000_000;

    private static IReadOnlyList<IFault> Kills =>
    [
        new KilledTraining(),
        new InterruptedCalls(),
        new ObstructedSaves(static folder => new FullDisk(folder)),
        new ObstructedSaves(static folder => new ReadOnlyFolder(folder)),
        new ObstructedSaves(static folder => new LimitedSize(folder)),
        new TwoProcesses(),
        new LinkedTarget(),
        new OrderOfCalls(),
    ];

    private static IReadOnlyList<IFault> Limits => [new AddressSpace(), new HalfProcessor(), new RefusedPages()];

    private readonly WholeOption _seed = new("--seed", "the seed of the first case; each further one has the next", 0, int.MaxValue / 2, "a new one");
    private readonly WholeOption _count = new("--count", "the most cases", 100, 1, 1_000_000);
    private readonly WholeOption _seconds = new("--seconds", "starts no case later", 0, 86_400, "no limit");
    private readonly WholeOption _threads = new("--threads", "threads of `sessions`, with half as many sessions of either kind", 2, 1024, "6 or 64, by chance");
    private readonly InstructionSetOption _set = new();
    private readonly TextOption _json = new("--json", "FILE", "writes the result there as well");

    private readonly TextOption _specification = new(
        "--specification", "FILE", "the only specification to run, as a failure prints it, with the seed that it was printed with");

    /// <summary>Puts it together.</summary>
    public CommandTree() => this.Root = new Command(
        "Weft.Stress",
        "Compares what random models compute with an interpreter in double that knows no tiles. A failure is printed as a small specification "
        + "with its seed; the same seed draws the same case.")
    {
        this.Help,
        this.Verb(
            "drawing",
            "whether every key is drawn, and sources are generated of whatever is drawn",
            static (options, report) => new DrawingRun(options, report).Run(),
            hasModels: false),
        this.Verb(
            "specifications",
            "changed specifications, those kept that reach something new: sources that compile or diagnostics, in little time and memory",
            static (options, report) => new MutationRun(options, report).Run()),
        this.Verb(
            "files",
            "changed files of every kind that is read: taken or refused, with the exception that is documented, and without much memory or time",
            static (options, report) => new FileRun(options, report).Run(),
            hasModels: false),
        this.Verb(
            "kills",
            "trainings that save, and are killed, or cannot save for a while: they end with the bits of one to which nothing happened",
            static (options, report) => new FaultRun(Kills, options, report).Run(),
            hasModels: false),
        this.Verb(
            "limits",
            "trainings in processes that have less memory, processor time and large pages than they ask for",
            static (options, report) => new FaultRun(Limits, options, report).Run(),
            hasModels: false),
        this.Sessions(),
        this.Verb(
            "soak",
            "an engine that serves and a trainer that trains and saves, side by side for an hour, or as long as is asked for: nothing grows",
            static (options, report) => new SoakRun(options, report).Run(),
            hasModels: false),
        this.Verb("training", "losses, logits, gradients and ten steps of AdamW", static (options, report) => new ModelRun(new TrainingCheck(), options, report).Run()),
        this.Verb(
            "numbers",
            "the same passes where numbers are huge, tiny, denormal or equal, and windows, sequences and batches are at their ends",
            static (options, report) => new ModelRun(new NumbersCheck(), options, report).Run()),
        this.Verb(
            "curve",
            "the losses of many steps of a tiny model, `--count` of them, beside those of the interpreter",
            static (options, report) => new CurveRun(options, report).Run(),
            hasModels: false),
        this.Verb(
            "races",
            "the signal, the barrier and the workers in every order of their threads, and what goes wrong without each of their fences",
            static (options, report) => new RaceRun(options, report).Run(),
            hasModels: false),
        this.Verb(
            "sampling",
            "how often each token is drawn, by a chi-square test, with every setting and with ties",
            static (options, report) => new SamplingRun(options, report).Run(),
            hasModels: false),
        this.Verb(
            "search",
            "beams against all hypotheses of a few tokens, with every length penalty and rule of stopping",
            static (options, report) => new ModelRun(new SearchCheck(), options, report).Run()),
        this.Verb(
            "inference",
            "what sessions put out in random slots, with prompts, copies and sources, against whole sequences",
            static (options, report) => new ModelRun(new InferenceCheck(), options, report).Run()),
        this.Verb(
            "memory",
            "kernels whose matrices have pages around them that nobody may touch, and the bits that they compute there",
            static (options, report) => new MemoryRun(options, report).Run()),
        this.Fenced(),
    };

    /// <summary>The program.</summary>
    public Command Root { get; }

    /// <summary>Whether to explain everything, and do nothing else.</summary>
    public FlagOption Help { get; } = new("--help", "this text", "-h", "-?") { Recursive = true };

    /// <summary>The names of what it checks.</summary>
    public ImmutableArray<string> Verbs => [.. this.Shown.Select(static command => command.Name)];

    // Another verb is for processes that this program starts.
    private IEnumerable<Command> Shown => this.Root.Subcommands.Where(static command => !command.Hidden);

    /// <summary>Writes what the verbs and their options are.</summary>
    public void WriteHelp(TextWriter output)
    {
        output.WriteLine("usage: Weft.Stress VERB [options]");
        output.WriteLine();
        output.WriteLine(this.Root.Description);
        HelpTable.Write(output, "verbs", this.Shown.Select(static verb => (verb.Name, verb.Description!)));
        HelpTable.Write(
            output,
            "options",
            ((Option[])[_seed, _count, _seconds, _threads, _set, _specification, _json, this.Help]).Select(static option => ($"{option.Name} {option.HelpName}".TrimEnd(), option.Description!)));
        output.WriteLine();
        output.WriteLine("exit codes: 0 some case passed and none failed, 1 otherwise, 2 the command was not understood.");
    }

    private Command Verb(string name, string description, Func<StressOptions, StressReport, int> run, bool hasModels = true)
    {
        Command command = new(name, description) { _seed, _count, _seconds, _set, _json };

        if (hasModels)
        {
            command.Add(_specification);
        }

        command.SetAction(parsed =>
        {
            StressOptions options = this.OptionsOf(parsed, hasModels);

            return run(options, new StressReport(Console.Out, name, options));
        });

        return command;
    }

    private Command Sessions()
    {
        Command command = new("sessions", "threads that create, use, cancel, dispose and misuse everything that they share, at random")
        {
            _seed, _count, _seconds, _threads, _set, _json,
        };
        command.SetAction(parsed =>
        {
            StressOptions options = this.OptionsOf(parsed, hasModels: false);

            return new SessionRun(options, _threads.Find(parsed), new StressReport(Console.Out, command.Name, options)).Run();
        });

        return command;
    }

    private Command Fenced()
    {
        TextOption trace = new("--trace", "FILE", "gets every operand of a kernel before it is used") { Required = true };
        WholeOption only = new("--only", "the only operand whose matrix is fenced", 0, int.MaxValue, "all");
        TextOption fault = new("--fault", "MATRIX", "a matrix that is told to be half as long as it is");
        Command command = new(FencedProcess.Verb, "cases of `memory`, in a process that may end at any of them")
        {
            _seed, _count, _seconds, _set, _specification, trace, only, fault,
        };
        command.Hidden = true;
        command.SetAction(parsed => new FencedCases(
            new MemoryCheck(parsed.GetValue(trace)!, only.Find(parsed), parsed.GetValue(fault)),
            this.OptionsOf(parsed, hasModels: true),
            Console.Out).Run());

        return command;
    }

    private StressOptions OptionsOf(ParseResult parsed, bool hasModels) => new(
        _seed.Find(parsed) ?? Random.Shared.Next(Seeds),
        parsed.GetValue(_count),
        _seconds.Find(parsed) ?? 0,
        parsed.GetValue(_set) ?? InstructionSetNames.OfThisMachine,
        hasModels ? parsed.GetValue(_specification) : null,
        parsed.GetValue(_json));
}
