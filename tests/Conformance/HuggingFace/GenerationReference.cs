using System;
using System.Linq;
using Weft.Conformance.Torch;

namespace Weft.Conformance.HuggingFace;

/// <summary>What a model that generates is fed, and what it should answer.</summary>
internal sealed class GenerationReference
{
    private readonly float[] _logits;
    private readonly int _outputs;
    private readonly TokenTable? _labels;

    public GenerationReference(SafetensorsFile file, int outputs, bool hasSource)
    {
        this.Sources = hasSource ? MaskedTable.Read(file) : null;
        this.Ids = MaskedTable.ReadIntegers(file, hasSource ? "decoder_input_ids" : "input_ids");
        this.Greedy = file.Find("greedy") is null ? null : MaskedTable.ReadIntegers(file, "greedy");
        _labels = hasSource && file.Find("labels") is not null ? MaskedTable.ReadIntegers(file, "labels") : null;
        _logits = file.ReadSingles("logits");
        _outputs = outputs;
        this.Loss = file.Find("loss") is null ? null : file.ReadDoubles("loss")[0];
    }

    /// <summary>What an encoder reads; null without one.</summary>
    public MaskedTable? Sources { get; }

    /// <summary>What a decoder is fed.</summary>
    public TokenTable Ids { get; }

    /// <summary>
    /// The beginnings of that, each with what follows when the most likely token is always taken; null where that is not known.
    /// </summary>
    public TokenTable? Greedy { get; }

    /// <summary>The mean cross-entropy; null where the reference has none.</summary>
    public double? Loss { get; }

    /// <summary>The logits of a sequence, position after position.</summary>
    public ReadOnlySpan<float> LogitsOf(int sequence) => _logits.AsSpan(sequence * this.Ids.Length * _outputs, this.Ids.Length * _outputs);

    /// <summary>Tokens that continuations have in common with what is fed: those that they continue.</summary>
    public int PromptLength => this.Greedy is null ? 0 : Enumerable.Range(0, this.Ids.Sequences).Min(sequence => this.Ids.Row(sequence, this.Ids.Length)
        .CommonPrefixLength(this.Greedy.Row(sequence, this.Greedy.Length)));

    /// <summary>Adds the sequences to a batch, each with the tokens that should follow.</summary>
    public void AddTo(Batch batch)
    {
        for (int sequence = 0; sequence < this.Ids.Sequences; sequence++)
        {
            ReadOnlySpan<int> tokens = this.Ids.Row(sequence, this.Ids.Length);

            if (this.Sources is null)
            {
                // Nothing is known to follow the last one.
                batch.Add(tokens[..^1], tokens[1..]);
            }
            else
            {
                batch.Add(this.Sources.Row(sequence), tokens, _labels!.Row(sequence, tokens.Length));
            }
        }
    }
}
