using System;
using System.Collections.Generic;

namespace Weft;

/// <summary>
/// Sentence pairs as an encoder-decoder reads them: the source ends with the end token; the decoder reads the start token and the target,
/// and its labels are the target and the end token.
/// </summary>
public sealed class SentencePairs
{
    private readonly List<int[]> _sources = [];
    private readonly List<int[]> _targets = [];

    /// <summary>
    /// Takes pairs in. Pairs that cannot be trained on are left out, as a corpus of any size has some: <see cref="LeftOut"/> counts them.
    /// </summary>
    /// <param name="sources">Token ids of the source sentences, without start and end.</param>
    /// <param name="targets">Token ids of their translations, without start and end.</param>
    /// <param name="startToken">What the decoder starts from.</param>
    /// <param name="endToken">What ends a sentence.</param>
    /// <param name="maximumLength">The longest sequence, start or end token included, at least 2: a model's training length.</param>
    /// <exception cref="ArgumentException">
    /// There are more sources than targets or the other way round, the longest sequence has no room for a token, or no pair is left.
    /// </exception>
    public SentencePairs(IReadOnlyList<int[]> sources, IReadOnlyList<int[]> targets, int startToken, int endToken, int maximumLength)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumLength, 2);

        if (sources.Count != targets.Count)
        {
            throw new ArgumentException(
                $"{sources.Count} source sentences and {targets.Count} target sentences are no pairs.", nameof(targets));
        }

        this.Fingerprint = TokenFingerprint.Empty;

        for (int pair = 0; pair < sources.Count; pair++)
        {
            this.Add(sources[pair], targets[pair], startToken, endToken, maximumLength);
        }

        if (this.Count == 0)
        {
            throw new ArgumentException($"There is no sentence pair with 1 to {maximumLength - 1} tokens on either side.", nameof(sources));
        }
    }

    /// <summary>Pairs that are kept.</summary>
    public int Count => _sources.Count;

    /// <summary>Pairs that are not, because a side is empty or too long.</summary>
    public int LeftOut { get; private set; }

    /// <summary>The longest sequence of either side.</summary>
    public int LongestSequence { get; private set; }

    /// <summary>Target tokens and end tokens of all pairs: as many as labels.</summary>
    public long Labels { get; private set; }

    internal ulong Fingerprint { get; private set; }

    internal int SourceLength(int pair) => _sources[pair].Length;

    internal int TargetLength(int pair) => _targets[pair].Length - 1;

    internal void AddTo(Batch batch, int pair) => batch.Add(_sources[pair], _targets[pair].AsSpan(..^1), _targets[pair].AsSpan(1..));

    private void Add(int[] source, int[] target, int startToken, int endToken, int maximumLength)
    {
        if (source.Length == 0 || target.Length == 0 || Math.Max(source.Length, target.Length) >= maximumLength)
        {
            this.LeftOut++;

            return;
        }

        _sources.Add([.. source, endToken]);
        _targets.Add([startToken, .. target, endToken]);
        this.LongestSequence = Math.Max(this.LongestSequence, Math.Max(source.Length, target.Length) + 1);
        this.Labels += target.Length + 1;
        this.Fingerprint = TokenFingerprint.Append(TokenFingerprint.Append(this.Fingerprint, _sources[^1]), _targets[^1]);
    }
}
