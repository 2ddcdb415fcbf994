using System;
using System.Linq;
using Weft.Conformance.Torch;

namespace Weft.Conformance.HuggingFace;

/// <summary>What a decoder is fed and what it should answer.</summary>
internal sealed class DecoderReference
{
    private readonly float[] _logits;
    private readonly int _vocabulary;

    public DecoderReference(SafetensorsFile file, int vocabulary)
    {
        this.Ids = Table(file, "input_ids");
        this.Greedy = Table(file, "greedy");
        _logits = file.ReadSingles("logits");
        _vocabulary = vocabulary;
        this.Loss = file.ReadDoubles("loss")[0];
    }

    /// <summary>The sequences.</summary>
    public TokenTable Ids { get; }

    /// <summary>Their beginnings, each with what follows when the most likely token is always taken.</summary>
    public TokenTable Greedy { get; }

    /// <summary>The mean cross-entropy of each token after the first.</summary>
    public double Loss { get; }

    /// <summary>The logits of a sequence, position after position.</summary>
    public ReadOnlySpan<float> LogitsOf(int sequence) => _logits.AsSpan(sequence * this.Ids.Length * _vocabulary, this.Ids.Length * _vocabulary);

    /// <summary>How many tokens the continuations have in common with the sequences.</summary>
    public int PromptLength => Enumerable.Range(0, this.Ids.Sequences).Min(sequence => this.Ids.Row(sequence, this.Ids.Length)
        .CommonPrefixLength(this.Greedy.Row(sequence, this.Greedy.Length)));

    private static TokenTable Table(SafetensorsFile file, string name)
    {
        int[] values = [.. file.ReadIntegers(name).Select(static value => checked((int)value))];

        return file.Find(name)!.Shape is [long sequences, long length]
            ? new TokenTable((int)sequences, (int)length, values)
            : throw new TorchCaseException($"{file.Path}: '{name}' should be a table [sequences, length].");
    }
}
