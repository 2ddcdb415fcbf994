using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;

namespace Weft.Generator.Planning;

/// <summary>Nodes that one claim of work items runs through together; a barrier stands after it.</summary>
internal sealed record Phase(Domain Domain, ImmutableArray<Node> Nodes)
{
    /// <summary>Whose rows it runs through; parameter gradients may read either side's.</summary>
    public Side Side => this.Nodes[0].Side;

    /// <summary>
    /// Neighbours of one domain and side share a phase. Parameter gradients wait for the end: nothing in the block reads them.
    /// </summary>
    public static ImmutableArray<Phase> Schedule(IEnumerable<Node> nodes)
    {
        ImmutableArray<Phase>.Builder phases = ImmutableArray.CreateBuilder<Phase>();
        List<Node> open = new();

        void Close()
        {
            if (open.Count > 0)
            {
                phases.Add(new Phase(open[0].Domain, open.ToImmutableArray()));
                open.Clear();
            }
        }

        foreach (Node node in nodes.Where(static node => node.Domain != Domain.Parameters))
        {
            if (open.Count > 0 && (open[0].Domain != node.Domain || open[0].Side != node.Side || node.Domain == Domain.Heads))
            {
                Close();
            }

            open.Add(node);
        }

        Close();
        open.AddRange(nodes.Where(static node => node.Domain == Domain.Parameters));
        Close();

        return phases.ToImmutable();
    }
}
