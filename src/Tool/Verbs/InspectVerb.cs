using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using Weft.Tool.Arguments;
using Weft.Tool.Inspection;

namespace Weft.Tool.Verbs;

/// <summary>weft inspect: what a specification comes to.</summary>
internal sealed class InspectVerb : Verb
{
    private readonly Operands _spec = new("one spec file is needed", least: 1, most: 1, ("SPEC", "the model's YAML file"));
    private readonly FlagOption _json = new("--json", "the same as one JSON object, sizes in bytes");

    /// <summary>Describes the verb.</summary>
    public InspectVerb()
        : base("inspect", "parameters, memory, operations and generated files of a model") => this.Expect(_spec, _json);

    /// <inheritdoc/>
    public override string Explanation =>
        """
        Reads a model's YAML file as a build does, with the same messages, and prints its parameters by part, the bytes of every
        arena, floating-point operations per token, the generated files and the kernels in them.
        """;

    /// <inheritdoc/>
    public override ImmutableArray<string> Examples =>
    [
        "weft inspect models/paper-base.yaml",
        "weft inspect --json models/paper-base.yaml",
    ];

    /// <inheritdoc/>
    protected override int Run(ParseResult command, TextWriter output)
    {
        ModelInspection model = ModelInspection.Create(_spec.Take(command)[0]);

        if (command.GetValue(_json))
        {
            InspectionJson.Write(output, model);
        }
        else
        {
            InspectionText.Write(output, model);
        }

        return CommandLine.Success;
    }
}
