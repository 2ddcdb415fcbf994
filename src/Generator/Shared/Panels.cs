// Compiled into the runtime as well, under a namespace of its own: some assemblies see the internals of both.
#if NETSTANDARD
namespace Weft.Generator.Shared;
#else
namespace Weft.Shared;
#endif

/// <summary>
/// The panel: so many columns of a matrix with all their rows, each row a cache line. Every matrix in memory is one panel after another,
/// and the vectors of every instruction set divide a panel's row.
/// </summary>
internal static class Panels
{
    /// <summary>Columns of a panel: one cache line of floats, one AVX-512 vector, two AVX2 vectors, four NEON vectors.</summary>
    public const int Width = 16;

    /// <summary>Floats of as many rows of a panel as it has columns: the step from one transposed block to the next.</summary>
    public const int Square = Width * Width;
}
