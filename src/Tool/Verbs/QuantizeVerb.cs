using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Tool.Arguments;
using Weft.Tool.Calibrating;
using Weft.Tool.Compilation;
using Weft.Tool.Evaluating;
using Weft.Tool.Running;
using Weft.Tool.Viewing;

namespace Weft.Tool.Verbs;

/// <summary>weft quantize: a file of parameters with weights of fewer bits.</summary>
internal sealed class QuantizeVerb : Verb
{
    // Fewer tell too little of what inputs have in common.
    private const int LeastTokens = 256;

    private readonly Operands _files = new(
        "a spec file, a file of parameters and an output are needed",
        least: 3,
        most: 3,
        ("SPEC", "the model's YAML file"),
        ("WEIGHTS", "its parameters, a safetensors file; also a trainer's checkpoint"),
        ("OUTPUT", "the file to write"));

    private readonly ChoiceOption<WeightStorage?> _weights = new(
        "--weights",
        [],
        "how weights are stored",
        ("specified", null),
        (NameOf(WeightFormat.Int8), WeightStorage.Int8),
        (NameOf(WeightFormat.Int4), WeightStorage.Int4));

    private readonly TextOption _calibration = new(
        "--calibration", "TEXT", "the file of a text to round for: errors go where they change least of what it becomes");

    private readonly TextOption _tokenizer = new(
        "--tokenizer", "PATH", "of that text: a tokenizer's file or folder (what lies beside WEIGHTS)");

    private readonly TextOption _characters = new("--characters", "FILE", "a text whose characters are the tokens, instead of a tokenizer");

    /// <summary>Describes the verb.</summary>
    public QuantizeVerb()
        : base("quantize", "a file of parameters with weights of 8 or 4 bits") =>
        this.Expect(_files, _weights, _calibration, _tokenizer, _characters);

    /// <inheritdoc/>
    public override string Explanation =>
        """
        Rounds the weights of products as a session with inference: { weights: int8 } or int4 does, and the tables of tokens to 8
        bits, and writes them as integers with their scales. A model is loaded from such a file as from any other, and its sessions
        take the integers as they are. All else stays in float32. The output appears whole or not at all. With --calibration each
        weight is rounded for the inputs that it has while the model reads a text (GPTQ): 4 bits lose about half as much.
        """;

    /// <inheritdoc/>
    public override ImmutableArray<string> Examples =>
    [
        "weft quantize models/gpt2.yaml models/gpt2.safetensors gpt2-int4.safetensors --weights int4",
        "weft quantize models/shakespeare.yaml a.safetensors b.safetensors --weights int4 --calibration t.txt --characters t.txt",
    ];

    /// <inheritdoc/>
    protected override int Run(ParseResult command, TextWriter output)
    {
        string[] paths = _files.Take(command);
        string? text = command.GetValue(_calibration);
        this.CheckOptions(command, text);
        (ModelSpecification specification, ModelBuild build, WeightStorage storage) = this.Compile(command, paths[0], text is not null);
        RunnableModel runnable = InMemoryCompiler.Compile(build.Sources, specification.FullName);
        using TransformerModel model = runnable.Load(paths[1]);

        if (model.Description.AdapterRank > 0)
        {
            throw new IOException($"{specification.Model} has adapters, which are merged before weights are rounded (SaveMerged).");
        }

        StoredParameters? rounded = null;

        if (text is not null)
        {
            AtomicFile.CheckWritable(paths[2]);
            TextWindows windows = this.Read(command, paths[1], text, runnable.Shape);
            using Workers workers = new(0);
            using TransformerModel exact = runnable.Load(paths[1]);
            rounded = new Calibration(runnable, exact, windows, storage, workers).Run(model, MeasuredInput.Of(specification));
        }

        model.SaveQuantized(paths[2], storage, metadata: null, rounded);
        long bytes = new FileInfo(paths[2]).Length;
        long parameters = model.Description.ParameterCount;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{paths[2]}: written, {bytes:N0} bytes, {8.0 * bytes / parameters:F2} bits for each of {parameters:N0} parameters."));

        return CommandLine.Success;
    }

    // The model as it is rounded, and in what.
    private (ModelSpecification Specification, ModelBuild Build, WeightStorage Storage) Compile(
        ParseResult command, string path, bool isMeasured)
    {
        WeightFormat specified = default;
        (ModelSpecification specification, _, ModelBuild build) = SpecificationCompiler.Compile(path, model =>
        {
            specified = model.Inference.Weights;

            return isMeasured ? Calibration.Measured(Check(model)) : model with { Training = null };
        });
        WeightStorage storage = command.GetValue(_weights) ?? specified switch
        {
            WeightFormat.Int8 => WeightStorage.Int8,
            WeightFormat.Int4 => WeightStorage.Int4,
            _ => throw new UsageException($"--weights is needed: {path} stores weights in {NameOf(specified)}."),
        };

        return (specification, build, storage);
    }

    private void CheckOptions(ParseResult command, string? text)
    {
        TextOption[] given = [.. new[] { _tokenizer, _characters }.Where(option => command.GetValue(option) is not null)];

        if (given.Length > 0 && text is null)
        {
            throw new UsageException($"{given[0].Name} is for the text of --calibration, and there is none.");
        }

        if (given.Length > 1)
        {
            throw new UsageException("--tokenizer and --characters contradict each other.");
        }
    }

    private static ModelSpecification Check(ModelSpecification model)
    {
        string? reason = model switch
        {
            { HasEncoder: true, HasDecoder: true } => "it is an encoder-decoder, which reads pairs of texts",
            { Image: not null } => "it reads images (image)",
            { Experts: not null } => "each of its experts reads other positions of a text (experts)",
            { IsRecurrent: true } => "it multiplies its state by floats (mixer)",
            _ => null,
        };

        return reason is null ? model : throw new IOException($"{model.Model} cannot be calibrated by a text: {reason}.");
    }

    private TextWindows Read(ParseResult command, string weights, string path, ModelDescription shape)
    {
        TextTokens tokens = TextTokens.Load(weights, command.GetValue(_tokenizer), command.GetValue(_characters));
        TextWindows windows = TextWindows.Create(path, File.ReadAllText(path), tokens, shape);

        return windows.Tokens >= LeastTokens
            ? windows
            : throw new IOException($"{path}: the text has {windows.Tokens} tokens; calibration needs {LeastTokens} and more.");
    }

    private static string NameOf(WeightFormat format) => WeightLayout.Of(format).Name;
}
