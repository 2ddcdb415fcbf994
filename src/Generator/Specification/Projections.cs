using System;

namespace Weft.Generator.Specification;

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
