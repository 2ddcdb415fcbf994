using System;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json;
using Weft.Generator.Specification;
using Weft.Tool.Arguments;
using Weft.Tool.Compilation;

namespace Weft.Tool.Verbs;

/// <summary>weft check: what a build would say about specifications.</summary>
internal sealed class CheckVerb : Verb
{
    private readonly Operands _specs =
        new("one or more spec files are needed", least: 1, most: int.MaxValue, ("SPEC...", "models' YAML files, one or more"));

    private readonly FlagOption _json = new("--json", "the findings as one JSON object");

    /// <summary>Describes the verb.</summary>
    public CheckVerb()
        : base("check", "what a build would say about specifications, without the build") => this.Expect(_specs, _json);

    /// <inheritdoc/>
    public override string Explanation =>
        """
        Compiles models as a build does, all files as those of one project, and prints every diagnostic in the form that editors and
        build servers know: file(line,column): error WEFTnnn: message. The exit code is 1 where there is one. Diagnostics about the
        project around the files, such as its language version, need a build.
        """;

    /// <inheritdoc/>
    public override ImmutableArray<string> Examples =>
    [
        "weft check models/paper-base.yaml",
        "weft check --json models/*.yaml",
    ];

    /// <inheritdoc/>
    protected override int Run(ParseResult command, TextWriter output)
    {
        string[] paths = [.. _specs.Take(command).Distinct(StringComparer.Ordinal)];
        ImmutableArray<SpecificationProblem> problems = ModelBuild.Create(paths.Select(SpecificationFiles.ReadIfPossible)).Problems;

        if (command.GetValue(_json))
        {
            JsonText.Write(output, json => WriteFindings(json, paths.Length, problems));
        }
        else
        {
            WriteFindings(output, paths.Length, problems);
        }

        return problems.IsEmpty ? CommandLine.Success : CommandLine.InputError;
    }

    private static void WriteFindings(TextWriter output, int files, ImmutableArray<SpecificationProblem> problems)
    {
        foreach (SpecificationProblem problem in problems)
        {
            output.WriteLine(problem);
        }

        string count = problems.Length switch { 0 => "no problems", 1 => "1 problem", int many => $"{many} problems" };
        output.WriteLine($"{(files == 1 ? "1 file" : $"{files} files")}, {count}.");
    }

    private static void WriteFindings(Utf8JsonWriter json, int files, ImmutableArray<SpecificationProblem> problems)
    {
        json.WriteNumber("files", files);
        json.WriteStartArray("findings");

        foreach (SpecificationProblem problem in problems)
        {
            json.WriteStartObject();
            json.WriteString("file", problem.Location.Path);
            json.WriteNumber("line", problem.Location.Lines.Start.Line + 1);
            json.WriteNumber("column", problem.Location.Lines.Start.Character + 1);
            json.WriteNumber("endLine", problem.Location.Lines.End.Line + 1);
            json.WriteNumber("endColumn", problem.Location.Lines.End.Character + 1);
            json.WriteString("severity", "error");
            json.WriteString("id", problem.Id);
            json.WriteString("message", problem.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
