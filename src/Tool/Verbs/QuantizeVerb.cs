using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.IO;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Tool.Arguments;
using Weft.Tool.Compilation;
using Weft.Tool.Running;

namespace Weft.Tool.Verbs;

/// <summary>weft quantize: a file of parameters with weights of fewer bits.</summary>
internal sealed class QuantizeVerb : Verb
{
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

    /// <summary>Describes the verb.</summary>
    public QuantizeVerb()
        : base("quantize", "a file of parameters with weights of 8 or 4 bits") => this.Expect(_files, _weights);

    /// <inheritdoc/>
    public override string Explanation =>
        """
        Rounds the weights of products as a session with inference: { weights: int8 } or int4 does, and the tables of tokens to 8
        bits, and writes them as integers with their scales. A model is loaded from such a file as from any other, and its sessions
        take the integers as they are. All else stays in float32. The output appears whole or not at all.
        """;

    /// <inheritdoc/>
    public override ImmutableArray<string> Examples =>
    [
        "weft quantize models/gpt2.yaml models/gpt2.safetensors gpt2-int4.safetensors --weights int4",
    ];

    /// <inheritdoc/>
    protected override int Run(ParseResult command, TextWriter output)
    {
        string[] paths = _files.Take(command);
        (ModelSpecification specification, _, ModelBuild build) = SpecificationCompiler.Compile(
            paths[0], static model => model with { Training = null });
        WeightFormat specified = specification.Inference.Weights;
        WeightStorage storage = command.GetValue(_weights) ?? specified switch
        {
            WeightFormat.Int8 => WeightStorage.Int8,
            WeightFormat.Int4 => WeightStorage.Int4,
            _ => throw new UsageException($"--weights is needed: {paths[0]} stores weights in {NameOf(specified)}."),
        };
        using TransformerModel model = InMemoryCompiler.Compile(build.Sources, specification.FullName).Load(paths[1]);

        if (model.Description.AdapterRank > 0)
        {
            throw new IOException($"{specification.Model} has adapters, which are merged before weights are rounded (SaveMerged).");
        }

        model.SaveQuantized(paths[2], storage);
        long bytes = new FileInfo(paths[2]).Length;
        long parameters = model.Description.ParameterCount;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{paths[2]}: written, {bytes:N0} bytes, {8.0 * bytes / parameters:F2} bits for each of {parameters:N0} parameters."));

        return CommandLine.Success;
    }

    private static string NameOf(WeightFormat format) => WeightLayout.Of(format).Name;
}
