using Weft.Generator.Graph;
using Weft.Generator.Lowering;

namespace Weft.Generator.Operations;

/// <summary>The numbers of a query head and of the key and value head that it reads; where there is only one, it has none.</summary>
internal sealed class AttentionHeads
{
    /// <param name="shape">The heads of both.</param>
    /// <param name="head">The query head.</param>
    public AttentionHeads(AttentionShape shape, Expression head)
    {
        this.Query = shape.Heads == 1 ? null : head;
        this.Key = shape.KeyValueHeads == 1 ? null : shape.GroupSize == 1 ? head : head / shape.GroupSize;
    }

    /// <summary>The query head.</summary>
    public Expression? Query { get; }

    /// <summary>The key and value head.</summary>
    public Expression? Key { get; }
}
