namespace Weft.Generator.Specification;

/// <summary>Adapters of low rank: y = W x + (alpha / rank) B A x, with A [rank, in] and B [out, rank]. Hu et al. 2021.</summary>
/// <param name="Rank">Rows of A and columns of B.</param>
/// <param name="Alpha">What B A is multiplied by, times the rank.</param>
/// <param name="On">The projections that have one, in every layer.</param>
internal sealed record AdapterShape(int Rank, float Alpha, Projections On)
{
    /// <summary>What B A is multiplied by.</summary>
    public float Scale => this.Alpha / this.Rank;
}
