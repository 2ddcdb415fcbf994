using System;
using System.Collections.Generic;

namespace Weft;

/// <summary>
/// Where moments lie: in the order of the gradients, without a place for parameters of which nothing is kept.
/// </summary>
internal sealed class MomentLayout
{
    private readonly List<(nuint Start, nuint End, nuint Place)> _kept = [];

    /// <param name="description">The model.</param>
    /// <param name="floats">Floats of the arena of gradients.</param>
    /// <param name="has">Whether a trained parameter has moments.</param>
    public MomentLayout(ModelDescription description, nuint floats, Func<ParameterInfo, bool> has)
    {
        nuint start = 0;
        nuint place = 0;

        foreach (ParameterInfo info in description.Parameters)
        {
            if (info.IsTrained && !has(info))
            {
                this.Keep(start, info.GradientOffset, ref place);
                start = info.GradientOffset + (nuint)info.PaddedCount;
            }
        }

        this.Keep(start, floats, ref place);
    }

    /// <summary>The gradients that have moments, without those between.</summary>
    public IEnumerable<(nuint Start, nuint End)> Kept
    {
        get
        {
            foreach ((nuint start, nuint end, _) in _kept)
            {
                yield return (start, end);
            }
        }
    }

    /// <summary>Moments of the gradients before one.</summary>
    public nuint Before(nuint gradient)
    {
        int low = 0;
        int high = _kept.Count;

        // The last run that begins before it.
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _kept[middle].Start < gradient ? (middle + 1, high) : (low, middle);
        }

        if (low == 0)
        {
            return 0;
        }

        (nuint start, nuint end, nuint place) = _kept[low - 1];

        return place + Math.Min(gradient, end) - start;
    }

    private void Keep(nuint start, nuint end, ref nuint place)
    {
        if (start < end)
        {
            _kept.Add((start, end, place));
            place += end - start;
        }
    }
}
