using System.Collections.Generic;
using System.IO;
using Weft.Tool.Inspection;

namespace Weft.Tool.Verbs;

/// <summary>weft inspect: what a specification comes to.</summary>
internal sealed class InspectVerb : IVerb
{
    /// <inheritdoc/>
    public string Name => "inspect";

    /// <inheritdoc/>
    public string Summary => "parameters, memory, operations and generated files of a model";

    /// <inheritdoc/>
    public string Usage =>
        """
        usage: weft inspect SPEC [--json]
          --json                 the same as one JSON object, sizes in bytes
        Reads a model's YAML file as a build does, with the same messages, and prints its parameters by part, the bytes of every arena,
        floating-point operations per token, the generated files and the kernels in them.
        """;

    /// <inheritdoc/>
    public void Run(ArgumentReader arguments, TextWriter output)
    {
        bool isJson = arguments.TakeFlag("--json");
        List<string> paths = arguments.TakeRest(least: 0, "spec files");
        ModelInspection model = paths is [string path]
            ? ModelInspection.Create(path)
            : throw new UsageException($"one spec file is needed; there are {paths.Count}.");

        if (isJson)
        {
            InspectionJson.Write(output, model);
        }
        else
        {
            InspectionText.Write(output, model);
        }
    }
}
