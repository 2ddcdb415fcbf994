// Compiled into the runtime as well, under a namespace of its own: some assemblies see the internals of both.
#if NETSTANDARD
namespace Weft.Generator.Shared;
#else
namespace Weft.Shared;
#endif

/// <summary>The largest block of rows that a pass over whole sequences is cut into: the runtime cuts, kernels have room for it.</summary>
internal static class LargestBlock
{
    /// <summary>
    /// Its rows: whole tiles of every instruction set; few enough that its activations stay in the second level cache, many enough that a
    /// panel of weights is read once for several tiles. Kernels reserve room on the stack for them.
    /// </summary>
    public const int Rows = 48;
}
