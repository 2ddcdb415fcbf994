namespace Weft.Tool.Evaluating;

/// <summary>How far the distributions of a model with stored weights are from those of its floats.</summary>
/// <param name="Loss">(loss - loss of the floats) / loss of the floats.</param>
/// <param name="Divergence">The mean Kullback-Leibler divergence from the floats' distributions, in nats.</param>
/// <param name="Agreement">The share of positions at which both have the same likeliest token, 0 to 1.</param>
internal sealed record TextDifference(double Loss, double Divergence, double Agreement);
