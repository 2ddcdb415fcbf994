namespace Weft.Generator.Operations;

/// <summary>
/// The middle words of a mask's counter, as kernels compute them. A site is a place in the model that drops; its number is split between
/// the words, so that neither positions nor sequences, up to <see cref="Specification.Limits.Rows"/> of each, can reach into it:
/// <code>
/// word 0   head (10 bits), query / 4 (22 bits)       or   column / 4, those of a row's experts side by side
/// word 1   low byte of the site, key (24 bits)       or   low byte of the site, position (24 bits)
/// word 2   high byte of the site, sequence (24 bits)
/// word 3   step
/// </code>
/// </summary>
internal static class DropoutCounter
{
    /// <summary>Sites that 16 bits tell apart. A test says that no model within the limits has as many.</summary>
    public const int Sites = 1 << 16;

    /// <summary>Word 0 of attention: the first of 16 queries of a head.</summary>
    public const string Block = "(head << 22) | ((uint)query0 / 4)";

    /// <summary>The part of word 1 that does not change with the position.</summary>
    public const string Place = "site << 24";

    /// <summary>Word 2.</summary>
    public static string Owner(string sequence) => $"(site >> 8 << 24) | {sequence}";
}
