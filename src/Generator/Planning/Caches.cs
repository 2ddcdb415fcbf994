namespace Weft.Generator.Planning;

/// <summary>
/// Sizes in bytes that kernels are chosen by. A model is compiled once for every processor: they are those of current x86 servers, and
/// where another's are different a kernel is somewhat slower, never wrong.
/// </summary>
internal static class Caches
{
    /// <summary>What a cache reads from memory at a time.</summary>
    public const int Line = 64;

    /// <summary>The first level cache, of x86 processors the smallest that is in use.</summary>
    public const int First = 32 << 10;

    /// <summary>What can be read before a line is gone from the first level cache.</summary>
    public const int KeptInFirst = 28 << 10;

    /// <summary>The second level cache.</summary>
    public const int Second = 1 << 20;

    /// <summary>What is larger comes from memory, or from a cache so far out that it is nearly as slow.</summary>
    public const int Near = 8 << 20;

    /// <summary>What is larger is in no cache when it is used again.</summary>
    public const int All = 32 << 20;

    /// <summary>A page of virtual memory, at the end of which processors stop fetching ahead.</summary>
    public const int Page = 4 << 10;
}
