using System;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace Weft.Tokenizers;

/// <summary>What a tokenizer is made of, in the order in which a text goes through it.</summary>
internal sealed record TokenizerPipeline
{
    /// <summary>The tokens that are found in the text as it is.</summary>
    public AddedTokens AddedTokens { get; init; } = AddedTokens.None;

    /// <summary>Changes what is between them.</summary>
    public Normalizer? Normalizer { get; init; }

    /// <summary>Split it.</summary>
    public ImmutableArray<PreTokenizer> Splitters { get; init; } = [];

    /// <summary>Makes tokens of the pieces.</summary>
    public required TokenModel Model { get; init; }

    /// <summary>Puts special tokens around them.</summary>
    public PostTemplate Template { get; init; } = PostTemplate.Plain;

    /// <summary>Makes text of tokens; null puts a space between them.</summary>
    public TokenDecoder? Decoder { get; init; }

    /// <summary>How sequences are cut; null for not at all.</summary>
    public Truncation? Truncation { get; init; }

    /// <summary>How sequences are filled up; null for not at all.</summary>
    public Padding? Padding { get; init; }

    /// <summary>The same pipeline with a cache before the model. Bytes are spelled behind it, so that pieces are found without.</summary>
    public TokenizerPipeline WithCache() => this.Splitters is [.. ImmutableArray<PreTokenizer> others, ByteSpeller]
        ? this with { Splitters = others, Model = new CachedModel(new ByteSpellingModel(this.Model)) }
        : this with { Model = new CachedModel(this.Model) };

    /// <summary>Adds the ids of a text, without special tokens but those that stand in it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ids">Gets the ids.</param>
    /// <param name="pieceEnds">
    /// Gets the number of ids after each piece that went through the model; null for nobody who wants to know.
    /// </param>
    public void Encode(ReadOnlySpan<char> text, List<int> ids, List<int>? pieceEnds = null)
    {
        IPieceReceiver receiver = new ModelStage(this.Model, ids, pieceEnds);

        for (int i = this.Splitters.Length - 1; i >= 0; i--)
        {
            receiver = new SplitterStage(this.Splitters[i], receiver);
        }

        this.AddedTokens.Extract(text, this.Normalizer, ids, receiver);
    }

    private sealed class ModelStage(TokenModel model, List<int> ids, List<int>? pieceEnds) : IPieceReceiver
    {
        public void Receive(ReadOnlySpan<char> piece, bool isBeginning)
        {
            model.Encode(piece, ids);
            pieceEnds?.Add(ids.Count);
        }
    }
}
