using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Tool.Viewing;

/// <summary>Runs a session over texts, and collects what its attention sees.</summary>
/// <param name="specification">The model's specification.</param>
/// <param name="shape">The model's constants.</param>
/// <param name="tokens">The vocabulary.</param>
internal sealed class AttentionReader(ModelSpecification specification, ModelDescription shape, TextTokens tokens)
{
    /// <summary>What the model reads or continues; null where an encoder-decoder translates by itself.</summary>
    public required string? Text { get; init; }

    /// <summary>What the encoder of an encoder-decoder reads; null for other models.</summary>
    public string? Source { get; init; }

    /// <summary>The token that targets start from; null for that of the vocabulary.</summary>
    public string? Start { get; init; }

    /// <summary>Runs the session.</summary>
    /// <exception cref="IOException">A text is none that the model can read; the message says which and why.</exception>
    public IReadOnlyList<AttentionGroup> Read(InferenceSession session) => session switch
    {
        EncoderDecoderSession translator => this.Translate(translator),
        DecoderSession decoder => this.Continue(decoder),
        _ => this.Encode((EncoderSession)session),
    };

    private IReadOnlyList<AttentionGroup> Encode(EncoderSession session)
    {
        int[] text = this.Encode("--text", this.Text!, shape.SourceVocabulary);
        ImmutableArray<string> labels = this.Labels(text);
        session.Run(text);

        return [AttentionGroup.Of("Encoder", specification.EncoderLayers, specification.EncoderSizes.Heads, labels, labels,
            (layer, head) => session.AttentionOf(layer, head))];
    }

    private IReadOnlyList<AttentionGroup> Continue(DecoderSession session)
    {
        int[] text = this.Encode("--text", this.Text!, shape.TargetVocabulary);
        session.Feed(text);

        return [this.OfDecoder(session, text)];
    }

    private IReadOnlyList<AttentionGroup> Translate(EncoderDecoderSession session)
    {
        int[] source = this.Encode("--source", this.Source!, shape.SourceVocabulary);
        int[] target = this.Text is null ? this.Generate(session, source) : this.EncodeTarget(this.Text);
        ImmutableArray<string> sources = this.Labels(source);
        session.Encode(source);
        session.Feed(target);

        return
        [
            AttentionGroup.Of("Target to source", specification.DecoderLayers, specification.Sizes.Heads, this.Labels(target), sources,
                (layer, head) => session.CrossAttentionOf(layer, head)),
            AttentionGroup.Of("Encoder", specification.EncoderLayers, specification.EncoderSizes.Heads, sources, sources,
                (layer, head) => session.EncoderAttentionOf(layer, head)),
            this.OfDecoder(session, target),
        ];
    }

    private AttentionGroup OfDecoder(DecoderSession session, int[] text)
    {
        ImmutableArray<string> labels = this.Labels(text);

        return AttentionGroup.Of("Decoder", specification.DecoderLayers, specification.Sizes.Heads, labels, labels,
            (layer, head) => session.AttentionOf(layer, head));
    }

    private int[] EncodeTarget(string text) =>
        [this.StartToken, .. Check("--text", () => tokens.EncodePlainly(text), shape.TargetVocabulary, shape.MaxLength - 1)];

    private int[] Generate(EncoderDecoderSession session, int[] source)
    {
        int start = this.StartToken;
        int[] target = session.GenerateAll([source], start, Sampling.Greedy, shape.MaxLength - 1, tokens.End)[0];

        return [start, .. target];
    }

    private int StartToken => (this.Start is null ? tokens.Start : tokens.Find(this.Start)) switch
    {
        int token when token < shape.TargetVocabulary => token,
        _ when this.Start is null => throw new UsageException(
            "the vocabulary does not tell what targets start from; --start names the token."),
        _ => throw new UsageException($"--start is '{this.Start}', which is no token of the vocabulary."),
    };

    private int[] Encode(string option, string text, int vocabulary) =>
        Check(option, () => tokens.Encode(text), vocabulary, shape.MaxLength);

    private ImmutableArray<string> Labels(int[] text) => [.. text.Select(tokens.Label)];

    private static int[] Check(string option, Func<int[]> encode, int vocabulary, int most)
    {
        int[] text = Encode(option, encode);

        if (text.Length == 0 || text.Length > most)
        {
            throw new IOException($"{option} has {text.Length} tokens; the model takes 1 to {most} (max_length).");
        }

        return text.Max() < vocabulary
            ? text
            : throw new IOException(
                $"{option}: the tokenizer gives token {text.Max()}, and the model has {vocabulary} tokens; it is that of another model.");
    }

    private static int[] Encode(string option, Func<int[]> encode)
    {
        try
        {
            return encode();
        }
        catch (ArgumentException exception)
        {
            throw new IOException($"{option}: {exception.Message.Split(" (Parameter")[0]}", exception);
        }
    }
}
