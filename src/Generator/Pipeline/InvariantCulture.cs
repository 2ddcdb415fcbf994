using System;
using System.Globalization;

namespace Weft.Generator.Pipeline;

/// <summary>The invariant culture, from here to the end of the block: the same spec gives the same bytes on a Swedish machine.</summary>
internal readonly struct InvariantCulture : IDisposable
{
    private readonly CultureInfo _previous;

    private InvariantCulture(CultureInfo previous) => _previous = previous;

// The rule wants generators not to read the user's culture; this sets it aside.
#pragma warning disable RS1035
    public static InvariantCulture Enter()
    {
        CultureInfo previous = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

        return new InvariantCulture(previous);
    }

    public void Dispose() => CultureInfo.CurrentCulture = _previous;
#pragma warning restore RS1035
}
