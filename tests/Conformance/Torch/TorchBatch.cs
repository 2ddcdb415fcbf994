using System;

namespace Weft.Conformance.Torch;

/// <summary>The sequences of a case, packed into a batch, and where their logits stand in the padded reference.</summary>
internal sealed class TorchBatch : IBatchSource
{
    private readonly TokenTable? _source;
    private readonly TokenTable? _target;
    private readonly TokenTable _labels;
    private readonly int[] _sourceLengths;
    private readonly int[] _targetLengths;

    public TorchBatch(TorchFile file, ModelDescription model)
    {
        (_source, _sourceLengths) = ReadSide(file, "input/source", model.SourceVocabulary);
        (_target, _targetLengths) = ReadSide(file, "input/target", model.TargetVocabulary);
        _labels = file.Tokens("input/labels");

        if (_labels.Sequences != this.Outputs.Sequences || _labels.Length != this.Outputs.Length)
        {
            throw new TorchCaseException($"There are labels [{_labels.Sequences}, {_labels.Length}] for tokens [{this.Outputs.Sequences}, {this.Outputs.Length}].");
        }
    }

    /// <inheritdoc/>
    public bool IsEndless => true;

    /// <summary>The side that the loss is taken over.</summary>
    public TokenTable Outputs => _target ?? _source!;

    /// <summary>The lengths of its sequences.</summary>
    public ReadOnlySpan<int> OutputLengths => _target is null ? _sourceLengths : _targetLengths;

    /// <inheritdoc/>
    public bool Fill(Batch batch)
    {
        for (int sequence = 0; sequence < this.Outputs.Sequences; sequence++)
        {
            ReadOnlySpan<int> tokens = this.Outputs.Row(sequence, this.OutputLengths[sequence]);
            ReadOnlySpan<int> labels = _labels.Row(sequence, this.OutputLengths[sequence]);

            if (_labels.Row(sequence, _labels.Length)[labels.Length..].ContainsAnyInRange(0, int.MaxValue))
            {
                throw new TorchCaseException($"Sequence {sequence} has {labels.Length} tokens and a label behind them.");
            }

            if (_source is not null && _target is not null)
            {
                batch.Add(_source.Row(sequence, _sourceLengths[sequence]), tokens, labels);
            }
            else
            {
                batch.Add(tokens, labels);
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Restart()
    {
    }

    /// <inheritdoc/>
    public byte[] SaveState() => [];

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<byte> state)
    {
    }

    /// <summary>The unpadded rows [rows, outputs] of the padded reference [sequences, length, outputs].</summary>
    public float[] Pack(float[] padded, int outputs)
    {
        float[] packed = new float[checked((int)Sum(this.OutputLengths) * outputs)];
        int row = 0;

        for (int sequence = 0; sequence < this.OutputLengths.Length; sequence++)
        {
            int length = this.OutputLengths[sequence];
            padded.AsSpan(sequence * this.Outputs.Length * outputs, length * outputs).CopyTo(packed.AsSpan(row * outputs));
            row += length;
        }

        return packed;
    }

    /// <summary>The padded [sequences, length, outputs] of unpadded rows [rows, outputs], zero where there is no token.</summary>
    public float[] Unpack(float[] packed, int outputs)
    {
        float[] padded = new float[this.Outputs.Sequences * this.Outputs.Length * outputs];
        int row = 0;

        for (int sequence = 0; sequence < this.OutputLengths.Length; sequence++)
        {
            int length = this.OutputLengths[sequence];
            packed.AsSpan(row * outputs, length * outputs).CopyTo(padded.AsSpan(sequence * this.Outputs.Length * outputs));
            row += length;
        }

        return padded;
    }

    private static (TokenTable? Tokens, int[] Lengths) ReadSide(TorchFile file, string name, int vocabulary)
    {
        if (vocabulary == 0)
        {
            return (null, []);
        }

        TokenTable tokens = file.Tokens(name);
        int[] lengths = file.Lengths(name + "_length", tokens.Sequences);

        return Array.TrueForAll(lengths, length => length >= 0 && length <= tokens.Length)
            ? (tokens, lengths)
            : throw new TorchCaseException($"A sequence of '{name}' is longer than its {tokens.Length} columns.");
    }

    private static long Sum(ReadOnlySpan<int> values)
    {
        long sum = 0;

        foreach (int value in values)
        {
            sum += value;
        }

        return sum;
    }
}
