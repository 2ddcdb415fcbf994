using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Generator.Graph;

/// <summary>
/// Which bucket a distance between query and key is in: the first half of those of a direction hold a distance each, the others ever
/// longer runs of distances, in steps of their logarithm; the last holds all from <paramref name="MaximumDistance"/> on. Raffel et al.
/// 2020.
/// </summary>
/// <param name="Buckets">Rows of the table of biases.</param>
/// <param name="MaximumDistance">The distance from which on all share the last bucket.</param>
/// <param name="IsBidirectional">Whether keys behind the query have buckets of their own, the second half.</param>
internal sealed record RelativePositions(int Buckets, int MaximumDistance, bool IsBidirectional)
{
    /// <summary>Buckets of a direction.</summary>
    public int DirectionBuckets => this.IsBidirectional ? this.Buckets / 2 : this.Buckets;

    /// <summary>The first bucket of keys behind the query.</summary>
    public int FirstBehind => this.DirectionBuckets;

    /// <summary>The bucket of each distance in a direction, up to the first one in the last bucket.</summary>
    public IReadOnlyList<int> Lookup
    {
        get
        {
            int last = this.DirectionBuckets - 1;
            int[] buckets = [.. Enumerable.Range(0, this.MaximumDistance + 1).Select(this.BucketOf)];

            return [.. buckets.TakeWhile(bucket => bucket < last), last];
        }
    }

    // In single precision, as the published models were trained.
    private int BucketOf(int distance)
    {
        int exact = this.DirectionBuckets / 2;

        if (distance < exact)
        {
            return distance;
        }

        float logarithm = (float)Math.Log((float)distance / exact) / (float)Math.Log((double)this.MaximumDistance / exact);

        return Math.Min(this.DirectionBuckets - 1, exact + (int)(logarithm * (this.DirectionBuckets - exact)));
    }
}
