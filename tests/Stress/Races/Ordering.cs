namespace Weft.Stress.Races;

/// <summary>How an access of memory is ordered, as .NET promises it on every processor.</summary>
internal enum Ordering
{
    /// <summary>A plain access: others may see it late, and it may see what is old.</summary>
    Plain,

    /// <summary><c>Volatile.Read</c> takes over what the writer of a <c>Volatile.Write</c> had seen and written; a plain access does not.</summary>
    Volatile,

    /// <summary><c>Interlocked</c>: besides, a full fence, and for a change nothing comes between its read and its write.</summary>
    Fence,
}
