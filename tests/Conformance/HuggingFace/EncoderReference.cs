using System;
using System.Linq;
using Weft.Conformance.Torch;

namespace Weft.Conformance.HuggingFace;

/// <summary>What an encoder is fed, and what it should put out.</summary>
internal sealed class EncoderReference(SafetensorsFile file)
{
    /// <summary>A label that no loss counts.</summary>
    private const int NoLabel = -1;

    /// <summary>The sequences.</summary>
    public MaskedTable Sources { get; } = MaskedTable.Read(file);

    /// <summary>The mean cross-entropy.</summary>
    public double Loss => file.ReadDoubles("loss")[0];

    /// <summary>The types of a sequence's tokens; empty where they have none.</summary>
    public int[] TypesOf(int sequence) => file.Find("token_type_ids") is null
        ? []
        : MaskedTable.ReadIntegers(file, "token_type_ids").Row(sequence, this.Sources.Row(sequence).Length).ToArray();

    /// <summary>A result [sequences, length, columns] where there is no padding, or [sequences, columns] of first positions.</summary>
    public float[] Results(string name)
    {
        float[] values = file.ReadSingles(name);
        int rows = file.Find(name)!.Shape.Length > 2 ? this.Sources.Length : 1;
        int columns = values.Length / (this.Sources.Sequences * rows);

        return
        [
            .. Enumerable.Range(0, this.Sources.Sequences).SelectMany(sequence =>
                values.AsSpan(sequence * rows * columns, this.RowsOf(name, sequence) * columns).ToArray()),
        ];
    }

    /// <summary>How many positions of a sequence have a result: all that are no padding, or the first.</summary>
    public int RowsOf(string name, int sequence) => file.Find(name)!.Shape.Length > 2 ? this.Sources.Row(sequence).Length : 1;

    /// <summary>Adds the sequences to a batch, each with the labels of its positions.</summary>
    public void AddTo(Batch batch)
    {
        for (int sequence = 0; sequence < this.Sources.Sequences; sequence++)
        {
            int[] tokens = this.Sources.Row(sequence).ToArray();
            int[] types = this.TypesOf(sequence);

            if (types.Length > 0)
            {
                batch.AddTyped(tokens, types, this.LabelsOf(sequence, tokens.Length));
            }
            else
            {
                batch.Add(tokens, this.LabelsOf(sequence, tokens.Length));
            }
        }
    }

    // The label of a whole sequence is that of its first position.
    private int[] LabelsOf(int sequence, int length)
    {
        int[] labels = [.. file.ReadIntegers("labels").Select(static label => Math.Max((int)label, NoLabel))];
        int columns = labels.Length / this.Sources.Sequences;
        int[] own = labels[(sequence * columns)..((sequence + 1) * columns)];

        return [.. Enumerable.Range(0, length).Select(position => position < columns ? own[position] : NoLabel)];
    }
}
