using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Weft.Benchmarks.Building;

/// <summary>The projects that are built: what a model costs, its instruction sets, its training, and ten models.</summary>
internal static class ConsumerProjects
{
    /// <summary>README's first model.</summary>
    public const string Counting = """
        model: Counting
        architecture: decoder
        vocabulary: 10
        max_length: 16
        d_model: 32
        layers: 2
        heads: 2

        """;

    /// <summary>Its last line, without which a model has no gradients.</summary>
    public const string Training = "training: { batch: 8, length: 16 }\n";

    private const int Many = 10;

    /// <summary>The project with README's first model alone.</summary>
    public static ConsumerProject First { get; } = new("1 model", Counting + Training);

    /// <summary>The projects, in the order of the report.</summary>
    public static IReadOnlyList<ConsumerProject> All { get; } =
    [
        new("no model"),
        First,
        new("1 model, avx2 and portable alone", Counting + Training + "instruction_sets: [avx2, portable]\n"),
        new("1 model, no training", Counting),
        new("10 models of one shape", [.. Enumerable.Range(0, Many).Select(SameShape)]),
        new("10 models of ten shapes", [.. Enumerable.Range(0, Many).Select(OtherShape)]),
    ];

    private static string SameShape(int model) =>
        (Counting + Training).Replace("model: Counting", string.Create(CultureInfo.InvariantCulture, $"model: Counting{model}"));

    // Widths from 16 to 160; no two have the same width, heads and d_ff, and so hardly a kernel in common.
    private static string OtherShape(int model)
    {
        string[] activations = ["relu", "gelu", "silu", "gelu_tanh", "swiglu", "geglu"];
        int width = 16 * (model + 1);

        return string.Create(CultureInfo.InvariantCulture, $"""
            model: Width{width}
            architecture: decoder
            vocabulary: 10
            max_length: 16
            d_model: {width}
            layers: 2
            heads: {model + 1}
            d_ff: {width * (model % 3 + 2)}
            activation: {activations[model % activations.Length]}
            norm: {(model % 2 == 0 ? "layernorm" : "rmsnorm")}
            {Training}
            """);
    }
}
