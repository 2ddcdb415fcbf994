using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;
using Weft.Generator.Emission;
using Weft.Generator.Specification;
using Weft.Tool.Arguments;
using Weft.Tool.Compilation;
using Weft.Tool.Files;

namespace Weft.Tool.Verbs;

/// <summary>weft emit: the C# of specifications as files.</summary>
internal sealed class EmitVerb : Verb
{
    private readonly Operands _specs =
        new("one or more spec files are needed", least: 1, most: int.MaxValue, ("SPEC...", "models' YAML files, one or more"));

    private readonly TextOption _output = new("--output", "DIR", "the folder to write, needed");
    private readonly InstructionSetsOption _sets = new("--instruction-set", "in place of what the specifications say");
    private readonly TextOption _namespace =
        new("--root-namespace", "NAME", "the namespace of models whose files name none (the global one)");


    /// <summary>Describes the verb.</summary>
    public EmitVerb()
        : base("emit", "the C# that a build generates of specifications, as files") => this.Expect(_specs, _output, _sets, _namespace);

    /// <inheritdoc/>
    public override string Explanation =>
        """
        Writes the files that the source generator gives the compiler, for all models of a project at once, since they share
        kernels. A project that has them compiles them as its own sources: it needs the runtime and AllowUnsafeBlocks, and no
        TransformerModel item. Nothing is written where a specification has a problem. Files of an earlier run in the folder are
        replaced, those included that nothing has a use for now; other files stay.
        """;

    /// <inheritdoc/>
    public override ImmutableArray<string> Examples =>
    [
        "weft emit models/multi30k.yaml --output Generated --root-namespace Translator",
        "weft emit models/multi30k.yaml --output Generated --instruction-set avx2,portable",
    ];

    /// <inheritdoc/>
    protected override int Run(ParseResult command, TextWriter output)
    {
        string[] paths = [.. _specs.Take(command).Distinct()];
        string folder = command.GetValue(_output) ?? throw new UsageException("--output DIR is needed.");
        InstructionSets sets = command.GetValue(_sets);
        string rootNamespace = this.RootNamespace(command);
        ModelBuild build = ModelBuild.Create(
            [.. paths.Select(path => SpecificationFiles.Read(path, rootNamespace))],
            model => sets == InstructionSets.None ? model : model with { InstructionSets = sets });
        build.ThrowIfBroken();
        int gone = GeneratedFolder.Write(folder, build.Sources);
        output.WriteLine($"{folder}: {Size(build.Sources)}{(gone == 0 ? "." : $"; of an earlier run, {Count(gone)} removed.")}");

        return CommandLine.Success;
    }

    private static string Size(IReadOnlyList<GeneratedSource> sources)
    {
        long bytes = sources.Sum(static source => (long)Encoding.UTF8.GetByteCount(source.Text));

        return string.Create(CultureInfo.InvariantCulture, $"{Count(sources.Count)}, {bytes:N0} bytes");
    }

    private static string Count(int files) => files == 1 ? "1 file" : $"{files} files";

    private string RootNamespace(ParseResult command)
    {
        string name = command.GetValue(_namespace) ?? string.Empty;

        return name.Length == 0 || name.Split('.').All(SyntaxFacts.IsValidIdentifier)
            ? name
            : throw new UsageException($"{_namespace.Name} is a C# namespace, such as Company.Product, not '{name}'.");
    }
}
