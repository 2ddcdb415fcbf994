using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Planning;
using Weft.Generator.Specification;

namespace Weft.Generator.Lowering;

/// <summary>
/// One operation of the graph as a room: how it is told in words, and what it comes to in each pass. Its kernels stand beside it.
/// </summary>
internal abstract class Operation
{
    /// <summary>The type of the nodes that it lowers.</summary>
    public abstract Type NodeType { get; }

    /// <summary>The keys of a specification that shape its nodes: generated files name them.</summary>
    public abstract ImmutableArray<Key> Keys { get; }

    /// <summary>A few words on a node, for the comment above its step.</summary>
    public abstract string Describe(Node node);

    /// <summary>The work of a node in a pass.</summary>
    public abstract IEnumerable<Work> Lower(Node node, BlockLowering block);

    /// <summary>The floating-point operations of a node's forward pass.</summary>
    public virtual Cost CostOf(Node node) => Cost.None;

    /// <summary>The table that its kernels read; null where they need none.</summary>
    public virtual SessionTable? TableOf(Node node, ModelPlan plan) => null;
}

/// <summary>The operation of one type of node.</summary>
internal abstract class Operation<TNode> : Operation
    where TNode : Node
{
    public sealed override Type NodeType => typeof(TNode);

    public sealed override string Describe(Node node) => this.Describe((TNode)node);

    public sealed override IEnumerable<Work> Lower(Node node, BlockLowering block) => this.Lower((TNode)node, block);

    public sealed override Cost CostOf(Node node) => this.CostOf((TNode)node);

    public sealed override SessionTable? TableOf(Node node, ModelPlan plan) => this.TableOf((TNode)node, plan);

    protected abstract string Describe(TNode node);

    protected abstract IEnumerable<Work> Lower(TNode node, BlockLowering block);

    protected virtual Cost CostOf(TNode node) => Cost.None;

    protected virtual SessionTable? TableOf(TNode node, ModelPlan plan) => null;
}

/// <summary>Finds the operation of a node.</summary>
internal interface IOperations
{
    /// <exception cref="LoweringException">No operation knows the node.</exception>
    Operation Of(Node node);
}
