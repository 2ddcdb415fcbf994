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

    /// <summary>
    /// What the positions of an encoded source have seen of one another; overwritten by the next. The spec asks for it with
    /// `inference: { attention: true }`.
    /// </summary>
    /// <param name="layer">The layer of the encoder, from 0 on.</param>
    /// <param name="head">The query head of the encoder, from 0 on.</param>
    /// <param name="sequence">The sequence.</param>
    /// <returns>The weights, [source positions, source positions]: the row is who looks.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer or head, or no such source has been encoded.</exception>
    /// <exception cref="InvalidOperationException">The spec does not ask for attention weights, or nothing has been encoded.</exception>
    public AttentionMap EncoderAttentionOf(int layer, int head, int sequence = 0)
    {
        using SessionUse use = this.Enter();

        return this.SourceMapOf(layer, head, sequence);
    }

    /// <summary>
    /// What the positions of a slot have seen of their source: the alignment of a translation. The next call of the session may overwrite
    /// it. The spec asks for it with `inference: { attention: true }`.
    /// </summary>
    /// <param name="layer">The layer of the decoder, from 0 on.</param>
    /// <param name="head">The query head, from 0 on.</param>
    /// <param name="slot">The slot.</param>
    /// <returns>The weights, [target positions, source positions]: the row is who looks.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer, head or slot.</exception>
    /// <exception cref="InvalidOperationException">The spec does not ask for attention weights, or the slot is empty.</exception>
    public AttentionMap CrossAttentionOf(int layer, int head, int slot = 0)
    {
        using SessionUse use = this.Enter();
        int queries = this.TokensOf(slot).Length;
        int sequence = slot / this.BeamCapacity;
        int keys = sequence < this.Source.Count ? this.Source.Lengths[sequence] : 0;

        return this.MapOf(AttentionKind.Cross, layer, head, slot, queries, keys);
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
