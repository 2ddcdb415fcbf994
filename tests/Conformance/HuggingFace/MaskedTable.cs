using System;
using System.Linq;
using Weft.Conformance.Torch;

namespace Weft.Conformance.HuggingFace;

/// <summary>Sequences of several lengths: a table of tokens, padded at the end, and a mask that says how far each goes.</summary>
internal sealed class MaskedTable(TokenTable tokens, TokenTable mask)
{
    /// <summary>No sequences: a model of images.</summary>
    public static MaskedTable None { get; } = new(new TokenTable(0, 0, []), new TokenTable(0, 0, []));

    /// <summary>How many sequences there are.</summary>
    public int Sequences => tokens.Sequences;

    /// <summary>The columns of the table.</summary>
    public int Length => tokens.Length;

    /// <summary>The tables of a file.</summary>
    public static MaskedTable Read(SafetensorsFile file) => new(ReadIntegers(file, "input_ids"), ReadIntegers(file, "attention_mask"));

    /// <summary>A table of integers [sequences, length].</summary>
    /// <exception cref="TorchCaseException">Its shape is another.</exception>
    public static TokenTable ReadIntegers(SafetensorsFile file, string name)
    {
        int[] values = [.. file.ReadIntegers(name).Select(static value => checked((int)value))];

        return file.Find(name)!.Shape is [long sequences, long length]
            ? new TokenTable((int)sequences, (int)length, values)
            : throw new TorchCaseException($"{file.Path}: '{name}' should be a table [sequences, length].");
    }

    /// <summary>The tokens of a sequence that are no padding.</summary>
    public ReadOnlySpan<int> Row(int sequence) => tokens.Row(sequence, mask.Row(sequence, mask.Length).Count(1));
}
