using System;

namespace Weft;

/// <summary>
/// The 64 parts of the gradients: the norm is added in them, and a rank sums and updates whole ones, whatever the number of ranks. They are
/// of about the same length; what an optimizer changes as a whole is in one of them.
/// </summary>
internal sealed class GradientParts
{
    /// <summary>Parts in all.</summary>
    public const int Count = 64;

    private readonly nuint[] _starts = new nuint[Count + 1];

    /// <summary>Parts of equal length.</summary>
    /// <param name="floats">Floats of the arena of gradients.</param>
    public GradientParts(nuint floats)
    {
        nuint length = ((floats / Count) + 16) & ~(nuint)15;

        for (int part = 0; part <= Count; part++)
        {
            _starts[part] = Math.Min(floats, (nuint)part * length);
        }
    }

    /// <summary>Parts for an optimizer: a boundary inside of what it changes as a whole moves to the nearer end of that.</summary>
    /// <param name="description">The model.</param>
    /// <param name="floats">Floats of the arena of gradients.</param>
    /// <param name="settings">The optimizer.</param>
    public GradientParts(ModelDescription description, nuint floats, Optimizer settings)
        : this(floats)
    {
        foreach (ParameterInfo info in description.Parameters)
        {
            if (info.IsTrained && settings.TakesWhole(info))
            {
                this.MoveOutOf(info.GradientOffset, info.GradientOffset + (nuint)info.PaddedCount);
            }
        }
    }

    /// <summary>Floats of all parts.</summary>
    public nuint Floats => _starts[Count];

    /// <summary>Where a part begins, in the arena of gradients; a multiple of a vector.</summary>
    public nuint Start(int part) => _starts[part];

    private void MoveOutOf(nuint start, nuint end)
    {
        for (int part = 1; part < Count; part++)
        {
            if (_starts[part] > start && _starts[part] < end)
            {
                _starts[part] = _starts[part] - start < end - _starts[part] ? start : end;
            }
        }
    }
}
