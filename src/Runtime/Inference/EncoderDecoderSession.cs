using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Weft;

/// <summary>
/// An encoder-decoder at work: sources are encoded once, with the keys and values of cross-attention, and their targets decoded token by
/// token. Source s belongs to the slots of sequence s.
/// </summary>
public abstract class EncoderDecoderSession : DecoderSession
{
    private IReadOnlyList<int[]>? _sources;

    /// <inheritdoc cref="InferenceSession(TransformerModel, Workers, InferenceLayout)"/>
    protected EncoderDecoderSession(TransformerModel model, Workers? workers, InferenceLayout layout)
        : base(model, workers, layout)
    {
    }

    /// <summary>Encodes a source for the first sequence and starts new targets.</summary>
    /// <param name="source">Token ids, 1 to the model's longest sequence of them.</param>
    /// <exception cref="ArgumentException">The length or an id is out of range.</exception>
    public void Encode(ReadOnlySpan<int> source)
    {
        using SessionUse use = this.Enter();
        this.SetSource(source);
        this.RunEncoder();
        this.Reset();
    }

    /// <summary>Encodes a source for each of the first sequences and starts new targets.</summary>
    /// <param name="sources">1 to <see cref="InferenceSession.SequenceCapacity"/> sources.</param>
    /// <exception cref="ArgumentException">The number of sources, a length or an id is out of range; nothing has been encoded.</exception>
    public void Encode(ReadOnlySpan<int[]> sources)
    {
        using SessionUse use = this.Enter();
        this.SetSources(sources);
        this.RunEncoder();
        this.Reset();
    }

    /// <summary>Generates a target for every source.</summary>
    /// <param name="sources">The sources; where there are more than sequences, groups of like lengths one after another.</param>
    /// <param name="startToken">What every target starts from.</param>
    /// <param name="sampling">How to choose tokens; source s draws from the seed plus s.</param>
    /// <param name="count">The most tokens to generate for each.</param>
    /// <param name="stopToken">Ends a target when it is chosen, and is not part of it; null for none.</param>
    /// <param name="cancellation">Looked at before every pass.</param>
    /// <returns>
    /// What was generated for each source; shorter than <paramref name="count"/> at the stop token and at the model's longest sequence.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// A source is empty, too long or has an id out of range, or a setting is out of its range.
    /// </exception>
    public IReadOnlyList<int[]> GenerateAll(
        IReadOnlyList<int[]> sources,
        int startToken,
        Sampling sampling,
        int count,
        int? stopToken = null,
        CancellationToken cancellation = default) =>
        this.With(sources, () => this.GenerateAll(Prompts(sources, startToken), sampling, count, stopToken, cancellation));

    /// <summary>Searches the most likely target of every source with beams.</summary>
    /// <param name="sources">The sources; where there are more than sequences, groups of like lengths one after another.</param>
    /// <param name="startToken">What every target starts from.</param>
    /// <param name="search">How to search.</param>
    /// <param name="cancellation">Looked at before every pass.</param>
    /// <returns>For each source its best hypotheses, the best first.</returns>
    /// <exception cref="ArgumentException">
    /// A source is empty, too long or has an id out of range, or a setting is out of its range.
    /// </exception>
    public IReadOnlyList<IReadOnlyList<Hypothesis>> Search(
        IReadOnlyList<int[]> sources, int startToken, BeamSearch search, CancellationToken cancellation = default) =>
        this.With(sources, () => this.Search(Prompts(sources, startToken), search, cancellation));

    /// <inheritdoc/>
    protected abstract override void Encode(in PassContext context);

    /// <inheritdoc/>
    internal override void StartGroup(ReadOnlySpan<int> group)
    {
        if (_sources is not null)
        {
            int[][] sources = new int[group.Length][];

            for (int i = 0; i < group.Length; i++)
            {
                sources[i] = _sources[group[i]];
            }

            this.Encode(sources);
        }
    }

    /// <inheritdoc/>
    internal override IEnumerable<int> Order(IReadOnlyList<int[]> prompts) => _sources is null
        ? Enumerable.Range(0, prompts.Count)
        : Enumerable.Range(0, prompts.Count).OrderByDescending(sequence => _sources[sequence].Length);

    /// <inheritdoc/>
    private protected override void CheckReady(int slot)
    {
        if (slot / this.BeamCapacity >= this.Source.Count)
        {
            throw new InvalidOperationException(
                $"{this.Description.Name}: sequence {slot / this.BeamCapacity} has no source; {this.Source.Count} have been encoded.");
        }
    }

    private static int[][] Prompts(IReadOnlyList<int[]> sources, int startToken) =>
        [.. Enumerable.Repeat(new[] { startToken }, sources.Count)];

    private T With<T>(IReadOnlyList<int[]> sources, Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(sources);
        using SessionUse use = this.Enter();

        foreach (int[] source in sources)
        {
            ArgumentNullException.ThrowIfNull(source, nameof(sources));
            this.CheckSource(source);
        }

        _sources = sources;

        try
        {
            return work();
        }
        finally
        {
            _sources = null;
        }
    }
}
