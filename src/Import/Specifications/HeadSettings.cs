namespace Weft.Import.Specifications;

/// <summary>A projection of d_model to d_model between the last layer and the output.</summary>
/// <param name="Activation">What follows it.</param>
internal sealed record HeadSettings(string Activation)
{
    /// <summary>Whether a norm comes last.</summary>
    public bool HasNorm { get; init; }

    /// <summary>Whether the projection has a bias.</summary>
    public bool HasBias { get; init; } = true;
}
