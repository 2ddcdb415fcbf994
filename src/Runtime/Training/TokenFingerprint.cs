using System;

namespace Weft;

/// <summary>
/// Tells data apart, so that a checkpoint is not resumed over other data than it was made with: FNV-1a over whole tokens.
/// </summary>
internal static class TokenFingerprint
{
    /// <summary>The fingerprint of no tokens.</summary>
    public const ulong Empty = 14695981039346656037;

    private const ulong Prime = 1099511628211;

    /// <summary>The fingerprint of the tokens so far and some more.</summary>
    public static ulong Append(ulong fingerprint, ReadOnlySpan<int> tokens)
    {
        foreach (int token in tokens)
        {
            fingerprint = unchecked((fingerprint ^ (uint)token) * Prime);
        }

        return fingerprint;
    }
}
