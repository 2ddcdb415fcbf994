namespace Weft.Generator.Targets;

/// <summary>Vectors of four floats, which every set has beside its own: what crosses lanes is smallest in them.</summary>
internal static class FourLanes
{
    /// <summary>The class of their operations.</summary>
    public const string Class = "Vector128";

    /// <summary>The vector type.</summary>
    public const string Vector = "Vector128<float>";

    /// <summary>a[0], b[0], a[1], b[1], for whichever processor runs it: alternatives of a conditional expression.</summary>
    public static string[] InterleaveLow(string a, string b) => Interleave("Low", a, b, 0, 1);

    /// <summary>a[2], b[2], a[3], b[3].</summary>
    public static string[] InterleaveHigh(string a, string b) => Interleave("High", a, b, 2, 3);

    private static string[] Interleave(string half, string a, string b, int first, int second) =>
    [
        $"Sse.IsSupported ? Sse.Unpack{half}({a}, {b})",
        $"AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.Zip{half}({a}, {b})",
        $"Vector128.Create({a}[{first}], {b}[{first}], {a}[{second}], {b}[{second}])",
    ];
}
