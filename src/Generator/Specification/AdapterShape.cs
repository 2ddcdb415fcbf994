using System;

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

/// <summary>Projections of a layer: of its attentions, and of its feed-forward network.</summary>
[Flags]
internal enum Projections
{
    None = 0,
    Query = 1,
    Key = 1 << 1,
    Value = 1 << 2,
    Output = 1 << 3,
    Up = 1 << 4,
    Gate = 1 << 5,
    Down = 1 << 6,

    /// <summary>Those that make queries, keys and values.</summary>
    ReadAttention = Query | Key | Value,

    /// <summary>Those of a feed-forward network.</summary>
    FeedForward = Up | Gate | Down,

    /// <summary>Those whose output joins the residual stream.</summary>
    WriteResidual = Output | Down,
}
