using System;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using Weft.Tool.Arguments;

namespace Weft.Tool.Verbs;

/// <summary>weft average: the mean of a run's checkpoints.</summary>
internal sealed class AverageVerb : Verb
{
    private readonly Operands _files = new(
        "an output and one or more inputs are needed",
        least: 2,
        most: int.MaxValue,
        ("OUTPUT", "the file to write; it may be one of the inputs"),
        ("INPUT...", "safetensors files whose tensors have the same names, shapes and types"));

    /// <summary>Describes the verb.</summary>
    public AverageVerb()
        : base("average", "mean of the parameters of several model files") => this.Expect(_files);

    /// <inheritdoc/>
    public override string Explanation =>
        """
        Inputs are models or a trainer's checkpoints, of which the parameters alone are taken. Sums are in double, in the order of
        the inputs; texts beside the tensors are the last input's. The output is a model of the same types. It appears whole or not
        at all.
        """;

    /// <inheritdoc/>
    public override ImmutableArray<string> Examples =>
    [
        "weft average mean.safetensors step-4000.safetensors step-4500.safetensors step-5000.safetensors",
    ];

    /// <inheritdoc/>
    protected override int Run(ParseResult command, TextWriter output)
    {
        string[] paths = _files.Take(command);
        ModelAverage.Save(paths[0], paths.AsSpan(1));
        output.WriteLine($"{paths[0]}: the mean of {(paths.Length == 2 ? "1 file" : $"{paths.Length - 1} files")}.");

        return CommandLine.Success;
    }
}
