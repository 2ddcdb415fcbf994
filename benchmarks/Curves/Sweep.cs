using System;
using System.Collections.Generic;

namespace Weft.Benchmarks.Curves;

/// <summary>Training steps of models that differ in one thing.</summary>
/// <param name="Variable">What they differ in.</param>
/// <param name="Values">Its values.</param>
/// <param name="With">A model with a value, on so many threads as it says.</param>
/// <param name="Time">How time is expected to grow; null for the growth of the operations that are counted.</param>
/// <param name="Memory">How memory is expected to grow.</param>
internal sealed record Sweep(
    string Variable, IReadOnlyList<int> Values, Func<SweptModel, int, SweptModel> With, Growth? Time, Growth Memory);

/// <summary>A GPT, and how it is trained.</summary>
internal sealed record SweptModel
{
    public int Length { get; init; } = 128;

    public int Layers { get; init; } = 4;

    public int ModelSize { get; init; } = 128;

    public int Batch { get; init; } = 4;

    public required int Threads { get; init; }

    /// <summary>The spec.</summary>
    public string Specification =>
        $$"""
        model: Swept
        architecture: decoder
        vocabulary: 512
        max_length: {{this.Length}}
        d_model: {{this.ModelSize}}
        layers: {{this.Layers}}
        heads: {{this.ModelSize / 32}}
        activation: gelu
        norm_placement: pre
        positional_encoding: learned
        training: { batch: {{this.Batch}}, length: {{this.Length}} }
        """;
}
