using System;
using System.Linq;
using Weft.Conformance.Torch;

namespace Weft.Conformance.HuggingFace;

/// <summary>What an encoder is fed, and what it should put out.</summary>
internal sealed class EncoderReference(SafetensorsFile file)
{
    /// <summary>A label that no loss counts.</summary>
    private const int NoLabel = -1;

    private const string Pixels = "pixel_values";

    /// <summary>Whether images are read in the place of tokens.</summary>
    public bool HasImages => file.Find(Pixels) is not null;

    /// <summary>Whether there are hidden states of images.</summary>
    public bool HasHidden => this.HasImages && file.Find("last_hidden") is not null;

    /// <summary>How many sequences or images there are.</summary>
    public int Count => this.HasImages ? (int)file.Find(Pixels)!.Shape[0] : this.Sources.Sequences;

    /// <summary>The sequences.</summary>
    public MaskedTable Sources { get; } = file.Find(Pixels) is null ? MaskedTable.Read(file) : MaskedTable.None;

    /// <summary>The pixels of an image.</summary>
    public float[] ImageOf(int number) => this.PartOf(file.ReadSingles(Pixels), number);

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

        if (this.HasImages)
        {
            return values;
        }

        int rows = file.Find(name)!.Shape.Length > 2 ? this.Sources.Length : 1;
        int columns = values.Length / (this.Sources.Sequences * rows);

        return
        [
            .. Enumerable.Range(0, this.Sources.Sequences).SelectMany(sequence =>
                values.AsSpan(sequence * rows * columns, this.RowsOf(name, sequence) * columns).ToArray()),
        ];
    }

    /// <summary>How many positions of a sequence have a result: all that are no padding, or the first.</summary>
    public int RowsOf(string name, int sequence) => file.Find(name)!.Shape switch
    {
        { Length: <= 2 } => 1,
        { } shape when this.HasImages => (int)shape[1],
        _ => this.Sources.Row(sequence).Length,
    };

    /// <summary>Adds the sequences to a batch, each with its label or with those of its positions.</summary>
    public void AddTo(Batch batch)
    {
        bool hasNumbers = file.Find("labels")!.Type == SafetensorsType.F32;

        for (int sequence = 0; sequence < this.Count; sequence++)
        {
            if (this.HasImages)
            {
                this.AddImageTo(batch, sequence, hasNumbers);
                continue;
            }

            int[] tokens = this.Sources.Row(sequence).ToArray();
            int[] types = this.TypesOf(sequence);

            if (hasNumbers)
            {
                AddTo(batch, tokens, types, this.PartOf(file.ReadSingles("labels"), sequence));
            }
            else
            {
                int[] labels = [.. file.ReadIntegers("labels").Select(static label => Math.Max((int)label, NoLabel))];
                int[] own = this.PartOf(labels, sequence);
                AddTo(batch, tokens, types, own.Length == 1 ? own : own[..tokens.Length]);
            }
        }
    }

    private void AddImageTo(Batch batch, int number, bool hasNumbers)
    {
        if (hasNumbers)
        {
            batch.AddImage(this.ImageOf(number), this.PartOf(file.ReadSingles("labels"), number));
        }
        else
        {
            batch.AddImage(this.ImageOf(number), [.. this.PartOf(file.ReadIntegers("labels"), number).Select(static label => (int)label)]);
        }
    }

    private static void AddTo(Batch batch, int[] tokens, int[] types, int[] labels)
    {
        if (types.Length > 0)
        {
            batch.AddTyped(tokens, types, labels);
        }
        else
        {
            batch.Add(tokens, labels);
        }
    }

    private static void AddTo(Batch batch, int[] tokens, int[] types, float[] labels)
    {
        if (types.Length > 0)
        {
            batch.AddTyped(tokens, types, labels);
        }
        else
        {
            batch.Add(tokens, labels);
        }
    }

    private T[] PartOf<T>(T[] values, int sequence)
    {
        int count = values.Length / this.Count;

        return values[(sequence * count)..((sequence + 1) * count)];
    }
}
