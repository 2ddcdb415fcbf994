using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Weft.Conformance.Torch;

/// <summary>The tensors of a reference case, checked against the shapes that a model expects.</summary>
internal sealed class TorchFile(SafetensorsFile file)
{
    private const string ParameterPrefix = "parameter/";
    private const string GradientPrefix = "gradient/";

    /// <summary>The names of the parameters in the file.</summary>
    public IEnumerable<string> ParameterNames => file.Tensors
        .Where(static tensor => tensor.Name.StartsWith(ParameterPrefix, StringComparison.Ordinal))
        .Select(static tensor => tensor.Name[ParameterPrefix.Length..]);

    /// <summary>The loss before each AdamW step.</summary>
    public double[] StepLosses => this.Shape("output/adamw_losses").Length == 1
        ? file.ReadDoubles("output/adamw_losses")
        : throw this.Problem("a list was expected", "output/adamw_losses");

    /// <summary>The mean loss.</summary>
    public double Loss => this.Floats("output/loss", shape => shape.All(static size => size == 1))[0];

    /// <summary>A parameter's initial values.</summary>
    public float[] Parameter(ParameterInfo info) => this.Floats(ParameterPrefix + info.Name, shape => Fits(info, shape));

    /// <summary>A parameter's gradient of the mean loss.</summary>
    public float[] Gradient(ParameterInfo info) => this.Floats(GradientPrefix + info.Name, shape => Fits(info, shape));

    /// <summary>The logits [sequences, length, outputs].</summary>
    public float[] Logits(int sequences, int length, int outputs) =>
        this.Floats("output/logits", shape => shape is [long first, long second, long third] && first == sequences && second == length && third == outputs);

    /// <summary>Token ids or labels [sequences, length], padded at the end.</summary>
    public TokenTable Tokens(string name) => this.Shape(name) is [long sequences, long length]
        ? new TokenTable((int)sequences, (int)length, this.Integers(name))
        : throw this.Problem("a table [sequences, length] was expected", name);

    /// <summary>One integer per sequence.</summary>
    public int[] Lengths(string name, int sequences) =>
        this.Integers(name) is int[] lengths && lengths.Length == sequences ? lengths : throw this.Problem($"{sequences} lengths were expected", name);

    private static bool Fits(ParameterInfo info, ImmutableArray<long> shape) =>
        info.Second is ParameterAxis second
            ? shape is [long rows, long columns] && rows == info.First.Count && columns == second.Count
            : shape is [long count] && count == info.First.Count;

    private float[] Floats(string name, Func<ImmutableArray<long>, bool> fits) =>
        fits(this.Shape(name)) ? file.ReadSingles(name) : throw this.Problem("the model expects another", name);

    private int[] Integers(string name)
    {
        _ = this.Shape(name);

        return [.. file.ReadIntegers(name).Select(static value => checked((int)value))];
    }

    private ImmutableArray<long> Shape(string name) => file.Find(name)?.Shape ?? throw new TorchCaseException($"{file.Path} has no tensor '{name}'.");

    private TorchCaseException Problem(string what, string name) => new($"{file.Path}: '{name}' has the shape {file.Find(name)!.ShapeText}; {what}.");
}

/// <summary>Token ids or labels of some sequences.</summary>
internal sealed record TokenTable(int Sequences, int Length, int[] Values)
{
    /// <summary>The first <paramref name="length"/> values of a sequence.</summary>
    public ReadOnlySpan<int> Row(int sequence, int length) => this.Values.AsSpan(sequence * this.Length, length);
}
