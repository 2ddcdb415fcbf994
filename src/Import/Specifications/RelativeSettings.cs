namespace Weft.Import.Specifications;

/// <summary>The biases of relative positions.</summary>
/// <param name="Buckets">Biases of a head.</param>
/// <param name="MaximumDistance">The distance from which on all have the same.</param>
internal sealed record RelativeSettings(int Buckets, int MaximumDistance);
