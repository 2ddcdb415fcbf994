using System;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Tool.Arguments;
using Weft.Tool.Compilation;
using Weft.Tool.Evaluating;
using Weft.Tool.Running;
using Weft.Tool.Viewing;

namespace Weft.Tool.Verbs;

/// <summary>weft evaluate: how likely a model finds a text, and what storing its weights in fewer bits costs.</summary>
internal sealed class EvaluateVerb : Verb
{
    // Windows of a text that are read side by side.
    private const int Sequences = 16;

    private readonly Operands _files = new(
        "a spec file, a file of parameters and a text are needed",
        least: 3,
        most: 3,
        ("SPEC", "the model's YAML file"),
        ("WEIGHTS", "its parameters, a safetensors file; also a trainer's checkpoint"),
        ("TEXT", "the file of the text"));

    private readonly ChoiceOption<WeightFormat?> _weights = new(
        "--weights",
        [],
        "how the session stores weights",
        [("specified", null), .. WeightLayout.All.Select(static layout => (layout.Name, (WeightFormat?)layout.Format))]);

    private readonly ChoiceOption<ActivationFormat?> _activations = new(
        "--activations",
        [],
        "what weights that are integers are multiplied by",
        [
            ("specified", null),
            .. from format in Enum.GetValues<ActivationFormat>()
               select (SpecificationKeys.InferenceActivations.NameOf(format), (ActivationFormat?)format),
        ]);

    private readonly ChoiceOption<CacheFormat?> _cache = new(
        "--cache",
        [],
        "how the session keeps keys and values",
        [
            ("specified", null),
            .. from format in Enum.GetValues<CacheFormat>()
               select (SpecificationKeys.InferenceCache.NameOf(format), (CacheFormat?)format),
        ]);

    private readonly TextOption _tokenizer = new(
        "--tokenizer", "PATH", "a tokenizer's file or folder (what lies beside WEIGHTS)");

    private readonly TextOption _characters = new("--characters", "FILE", "a text whose characters are the tokens, instead of a tokenizer");
    private readonly WholeOption _threads = new("--threads", "threads to run on", least: 1, Workers.MaximumCount, "one for each processor");
    private readonly FlagOption _json = new("--json", "the same as one JSON object");

    /// <summary>Describes the verb.</summary>
    public EvaluateVerb()
        : base("evaluate", "how likely a model finds a text, and what weights, activations and caches of fewer bits cost") =>
        this.Expect(_files, _weights, _activations, _cache, _tokenizer, _characters, _threads, _json);

    /// <inheritdoc/>
    public override string Explanation =>
        """
        Compiles a decoder in memory and lets it predict every token of a text, in windows of max_length tokens: loss,
        perplexity, and bits for each byte of the text. Where the session stores weights, or keys and values, in fewer bits
        than 32, a session of floats reads the text beside it, and the divergence of the one's distributions from the other's is
        told. Tokens are found as weft attention finds them.
        """;

    /// <inheritdoc/>
    public override ImmutableArray<string> Examples =>
    [
        "weft evaluate models/gpt2.yaml models/gpt2.safetensors held-out.txt",
        "weft evaluate models/shakespeare.yaml shakespeare.safetensors end.txt --weights int8 --characters samples/Shakespeare/input.txt",
    ];

    /// <inheritdoc/>
    protected override int Run(ParseResult command, TextWriter output)
    {
        string[] paths = _files.Take(command);
        string? characters = command.GetValue(_characters);

        if (characters is not null && command.GetValue(_tokenizer) is not null)
        {
            throw new UsageException("--tokenizer and --characters contradict each other.");
        }

        Formats asked = new(command.GetValue(_weights), command.GetValue(_activations), command.GetValue(_cache));
        (ModelSpecification specification, RunnableModel stored) = Compile(paths[0], asked);
        TextTokens tokens = TextTokens.Load(paths[1], command.GetValue(_tokenizer), characters);
        string text = File.ReadAllText(paths[2]);
        TextWindows windows = TextWindows.Create(paths[2], text, tokens, stored.Shape);
        RunnableModel? floats = specification.Inference is { Weights: WeightFormat.Float32, Cache: CacheFormat.Float32 }
            ? null
            : Compile(paths[0], new Formats(WeightFormat.Float32, ActivationFormat.Float32, CacheFormat.Float32)).Model;
        using Workers workers = new(_threads.Find(command) ?? 0);
        TextEvaluator evaluator = Evaluate(windows, paths[1], stored, floats, workers);
        EvaluationReport report = new(paths[2], stored.Shape, specification.Inference, windows.Tokens, Encoding.UTF8.GetByteCount(text))
        {
            Stored = evaluator.Stored,
            Floats = floats is null ? null : evaluator.Floats,
            Difference = floats is null ? null : evaluator.Difference,
        };

        if (command.GetValue(_json))
        {
            JsonText.Write(output, report.WriteJson);
        }
        else
        {
            report.WriteText(output);
        }

        return CommandLine.Success;
    }

    private static (ModelSpecification Specification, RunnableModel Model) Compile(string path, Formats asked)
    {
        (ModelSpecification specification, _, ModelBuild build) = SpecificationCompiler.Compile(path, model => Changed(model, asked));

        return (specification, InMemoryCompiler.Compile(build.Sources, specification.FullName));
    }

    private static ModelSpecification Changed(ModelSpecification model, Formats asked)
    {
        if (model.HasEncoder || !model.HasDecoder || model.Output != OutputForm.Vocabulary)
        {
            throw new IOException($"{model.Model} does not continue texts: it is no decoder with the vocabulary as its output.");
        }

        WeightLayout weights = WeightLayout.Of(asked.Weights ?? model.Inference.Weights);

        if (model.IsRecurrent && weights.IsInteger)
        {
            throw new IOException($"{model.Model} multiplies its state by floats (mixer), and {weights.Name} is for integers.");
        }

        if (asked.Activations == ActivationFormat.Int8 && !weights.IsInteger)
        {
            throw new IOException(
                $"activations of int8 are multiplied by weights of int8 or int4, and those of {model.Model} are {weights.Name}.");
        }

        if (model.IsRecurrent && asked.Cache is CacheFormat kept and not CacheFormat.Float32)
        {
            throw new IOException(
                $"{model.Model} has no keys and values to keep (mixer), and {SpecificationKeys.InferenceCache.NameOf(kept)} is for them.");
        }

        return model with
        {
            Training = null,
            Inference = model.Inference with
            {
                Sequences = Sequences,
                Beam = 1,
                Attention = false,
                Weights = weights.Format,
                Activations = weights.IsInteger ? asked.Activations ?? model.Inference.Activations : ActivationFormat.Float32,
                Cache = asked.Cache ?? model.Inference.Cache,
            },
        };
    }

    private static TextEvaluator Evaluate(
        TextWindows windows, string weights, RunnableModel stored, RunnableModel? floats, Workers workers)
    {
        TextEvaluator evaluator = new(stored.Shape.Outputs);
        using DecoderSession session = Start(stored, weights, workers);
        using DecoderSession? ofFloats = floats is null ? null : Start(floats, weights, workers);
        evaluator.Run(windows, session, ofFloats);

        return evaluator;
    }

    // A session has its own copy of the weights.
    private static DecoderSession Start(RunnableModel runnable, string weights, Workers workers)
    {
        using TransformerModel model = runnable.Load(weights);

        return (DecoderSession)runnable.StartInference(model, workers);
    }

    // Null where the specification decides.
    private sealed record Formats(WeightFormat? Weights, ActivationFormat? Activations, CacheFormat? Cache);
}
