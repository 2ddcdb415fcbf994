namespace Weft.Tool.Tests;

/// <summary>The text of a small spec.</summary>
internal static class SmallSpec
{
    /// <summary>A decoder for one instruction set, so that it is compiled in no time.</summary>
    public static string Text(string model = "Small", int heads = 2) =>
        $"model: {model}\narchitecture: decoder\nvocabulary: 7\nmax_length: 8\nd_model: 32\nlayers: 1\nheads: {heads}\ninstruction_sets: [portable]\n";
}
