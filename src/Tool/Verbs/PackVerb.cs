using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.IO;
using Weft.Generator.Specification;
using Weft.Tool.Arguments;
using Weft.Tool.Compilation;
using Weft.Tool.Running;

namespace Weft.Tool.Verbs;

/// <summary>weft pack: a file of weights as sessions have them in memory.</summary>
internal sealed class PackVerb : Verb
{
    private readonly Operands _files = new(
        "a spec file and a file of parameters are needed",
        least: 2,
        most: 2,
        ("SPEC", "the model's YAML file"),
        ("WEIGHTS", "its parameters, a safetensors file; also a trainer's checkpoint"));

    private readonly TextOption _output = new("--output", "FILE", "the file to write, needed");

    /// <summary>Describes the verb.</summary>
    public PackVerb()
        : base("pack", "a file of weights that is mapped, not read") => this.Expect(_files, _output);

    /// <inheritdoc/>
    public override string Explanation =>
        """
        Writes the weights as the sessions of this specification have them in memory, panels in the storage of inference.weights. A
        model that is loaded from such a file maps it: loading reads nothing, starting a session copies nothing, and processes share
        the memory. It is for this specification alone, and has no parameters by name: keep WEIGHTS, and pack again after a change.
        The output appears whole or not at all.
        """;

    /// <inheritdoc/>
    public override ImmutableArray<string> Examples =>
    [
        "weft pack models/gpt2.yaml models/gpt2.safetensors --output gpt2.packed",
    ];

    /// <inheritdoc/>
    protected override int Run(ParseResult command, TextWriter output)
    {
        string[] paths = _files.Take(command);
        string target = command.GetValue(_output) ?? throw new UsageException("--output FILE is needed.");
        (ModelSpecification specification, _, ModelBuild build) = SpecificationCompiler.Compile(paths[0]);
        RunnableModel compiled = InMemoryCompiler.Compile(build.Sources, specification.FullName);
        using TransformerModel model = compiled.Load(paths[1]);

        if (model.Description.AdapterRank > 0)
        {
            throw new IOException($"{specification.Model} has adapters, which are merged before weights are packed (SaveMerged).");
        }

        using Workers workers = new();
        using InferenceSession session = compiled.StartInference(model, workers);
        session.SavePacked(target);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{target}: written, {new FileInfo(target).Length:N0} bytes, {WeightPanel.Of(model.Description.InferenceWeights).Name}."));

        return CommandLine.Success;
    }
}
