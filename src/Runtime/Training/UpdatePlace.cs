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
/// <param name="first">What the optimizer's first arena has of it; null where it has none.</param>
/// <param name="second">What the optimizer's second arena has of it; null where it has none.</param>
/// <param name="length">Floats, a multiple of 16.</param>
/// <param name="index">Where it begins among all gradients.</param>
internal readonly unsafe ref struct UpdatePlace(
    float* parameters, float* gradients, void* first, void* second, nuint length, nuint index = 0)
{
    /// <summary>The parameter.</summary>
    public float* Parameters { get; } = parameters;

    /// <summary>Sums of gradients.</summary>
    public float* Gradients { get; } = gradients;

    /// <summary>What the optimizer's first arena has of it.</summary>
    public byte* First { get; } = (byte*)first;

    /// <summary>What the optimizer's second arena has of it.</summary>
    public byte* Second { get; } = (byte*)second;

    /// <summary>Floats.</summary>
    public nuint Length { get; } = length;

    /// <summary>Where it begins among all gradients: the same on any number of ranks.</summary>
    public nuint Index { get; } = index;
}
