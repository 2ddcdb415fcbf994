using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;

namespace Weft.Tool.Verbs;

/// <summary>weft average: the mean of a run's checkpoints.</summary>
internal sealed class AverageVerb : IVerb
{
    /// <inheritdoc/>
    public string Name => "average";

    /// <inheritdoc/>
    public string Summary => "mean of the parameters of several model files";

    /// <inheritdoc/>
    public string Usage =>
        """
        usage: weft average OUTPUT INPUT [INPUT ...]
        Inputs are safetensors files whose tensors have the same names, shapes and types: models or a trainer's checkpoints, of which the
        parameters alone are taken. Sums are in double, in the order of the inputs; texts beside the tensors are the last input's. The
        output is a model of the same types. It appears whole or not at all, and may replace an input.
        """;

    /// <inheritdoc/>
    public void Run(ArgumentReader arguments, TextWriter output)
    {
        List<string> paths = arguments.TakeRest(least: 2, "an output and one or more inputs");
        ModelAverage.Save(paths[0], CollectionsMarshal.AsSpan(paths)[1..]);
        output.WriteLine($"{paths[0]}: the mean of {(paths.Count == 2 ? "1 file" : $"{paths.Count - 1} files")}.");
    }
}
