// Compiled into the runtime as well, under a namespace of its own: some assemblies see the internals of both.
#if NETSTANDARD
namespace Weft.Generator.Shared;
#else
namespace Weft.Shared;
#endif

/// <summary>What a packed file says of how weights stand in it, where the runtime reads it and the build checks it.</summary>
internal static class PackedLayout
{
    /// <summary>The text that only packed files have, and that has <see cref="Text"/>.</summary>
    public const string Key = "weft.packed";

    /// <summary>The text that has the hash of the specification.</summary>
    public const string SpecificationKey = "weft.specification";

    // Raised by whoever changes how weights stand in memory.
    private const int Version = 3;

    /// <summary>The layout of weights in a format.</summary>
    public static string Text(string format) => $"{Version}, panels of {Panels.Width}, {format}";
}
