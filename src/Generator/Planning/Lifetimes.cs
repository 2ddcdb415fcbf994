using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;

namespace Weft.Generator.Planning;

/// <summary>
/// Gives temporaries of a block offsets such that two that are alive in the same phase never overlap: each goes to the lowest
/// gap among those alive with it, larger ones first.
/// </summary>
internal static class Lifetimes
{
    /// <summary>Adds the temporaries' offsets to <paramref name="offsets"/>.</summary>
    /// <returns>Floats of the area.</returns>
    public static long Place(
        ImmutableArray<Phase> phases, System.Func<Value, bool> isTemporary, System.Func<Value, long> size, Dictionary<Value, long> offsets)
    {
        Dictionary<Value, (int First, int Last)> spans = new();

        for (int phase = 0; phase < phases.Length; phase++)
        {
            foreach (Value value in phases[phase].Nodes.SelectMany(static node => node.Inputs.Concat(node.Outputs)).Where(isTemporary))
            {
                spans[value] = spans.TryGetValue(value, out (int First, int Last) span) ? (span.First, phase) : (phase, phase);
            }
        }

        List<(Value Value, long Offset)> placed = new();
        long end = 0;

        // Ties keep the order of the nodes, so the plan does not depend on hashing.
        foreach (Value value in InOrder(phases).Where(spans.ContainsKey).OrderByDescending(size).ToList())
        {
            long offset = 0;
            IEnumerable<(Value Value, long Offset)> rivals = placed.Where(item => Overlap(spans[item.Value], spans[value]));

            foreach ((Value other, long otherOffset) in rivals.OrderBy(static item => item.Offset))
            {
                if (offset + size(value) <= otherOffset)
                {
                    break;
                }

                offset = System.Math.Max(offset, otherOffset + size(other));
            }

            placed.Add((value, offset));
            offsets[value] = offset;
            end = System.Math.Max(end, offset + size(value));
        }

        return end;
    }

    private static IEnumerable<Value> InOrder(ImmutableArray<Phase> phases) =>
        phases.SelectMany(static phase => phase.Nodes).SelectMany(static node => node.Inputs.Concat(node.Outputs)).Distinct();

    private static bool Overlap((int First, int Last) a, (int First, int Last) b) => a.First <= b.Last && b.First <= a.Last;
}
