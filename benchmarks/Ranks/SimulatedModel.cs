using System;

namespace Weft.Ranks;

/// <summary>A model as far as time depends on it.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Parameters">All of them are trained.</param>
/// <param name="Tokens">Tokens of a batch.</param>
/// <param name="Operations">Floating-point operations of a batch.</param>
internal sealed record SimulatedModel(string Name, double Parameters, double Tokens, double Operations)
{
    private const double GptParameters = 124_439_808;
    private const double GptTokens = 8 * 256;

    /// <summary>The sample's, and one of GPT-2 small's size.</summary>
    public static SimulatedModel[] All { get; } =
    [
        new("samples/Shakespeare", Shakespeare.ParameterCount, Shakespeare.Shape.TrainingTokens,
            Shakespeare.Shape.CountTrainingOperations(Shakespeare.Shape.TrainingTokens, Shakespeare.Shape.TrainingLength)),
        new("GPT-2 small, 8 x 256 tokens", GptParameters, GptTokens, GptTokens * ((6 * GptParameters) + (12.0 * 12 * 768 * 256))),
    ];

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{this.Name}: {this.Parameters:N0} parameters, a batch of {this.Tokens:N0} tokens on each rank");
}
