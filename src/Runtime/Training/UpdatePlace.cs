namespace Weft;

/// <summary>What a step does to the parameters of one group.</summary>
/// <param name="Step">Updates before this one.</param>
/// <param name="Rate">The learning rate.</param>
/// <param name="WeightDecay">The weight decay.</param>
/// <param name="GradientScale">1 / labels, times the clipping coefficient.</param>
internal readonly record struct UpdateFactors(long Step, double Rate, double WeightDecay, double GradientScale);

/// <summary>A part of a parameter, contiguous, and what belongs to it.</summary>
/// <param name="parameters">The parameter.</param>
/// <param name="gradients">Sums of gradients; not written.</param>
/// <param name="first">The optimizer's first arena; null where it has none.</param>
/// <param name="second">The optimizer's second arena; null where it has none.</param>
/// <param name="length">Floats, a multiple of 16.</param>
internal readonly unsafe ref struct UpdatePlace(float* parameters, float* gradients, float* first, float* second, nuint length)
{
    /// <summary>The parameter.</summary>
    public float* Parameters { get; } = parameters;

    /// <summary>Sums of gradients.</summary>
    public float* Gradients { get; } = gradients;

    /// <summary>The optimizer's first arena.</summary>
    public float* First { get; } = first;

    /// <summary>The optimizer's second arena.</summary>
    public float* Second { get; } = second;

    /// <summary>Floats.</summary>
    public nuint Length { get; } = length;
}
