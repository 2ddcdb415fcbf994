using System.Runtime.InteropServices;

namespace Weft;

/// <summary>A counter with cache lines of its own; pairs of lines, because processors prefetch them in pairs.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct PaddedCounter
{
    /// <summary>The count.</summary>
    [FieldOffset(128)]
    public int Value;
}
