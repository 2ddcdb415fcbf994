using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.AotTests;

/// <summary>A model's parameters and batches, with what the interpreter made of them; <see cref="CaseNames"/> says how they are stored.</summary>
internal sealed class CaseFile
{
    private readonly SafetensorsFile _file;

    public CaseFile(SafetensorsFile file)
    {
        _file = file;
        List<CaseBatch> batches = [];

        while (file.Find(CaseNames.Loss(batches.Count)) is not null)
        {
            batches.Add(this.ReadBatch(batches.Count));
        }

        this.Batches = batches;
        this.EvaluationLoss = file.ReadDoubles(CaseNames.EvaluationLoss)[0];
        this.Logits = file.ReadSingles(CaseNames.Logits);
    }

    /// <summary>The batches; the first is evaluated and decoded as well.</summary>
    public IReadOnlyList<CaseBatch> Batches { get; }

    /// <summary>The loss of the first batch without dropout.</summary>
    public double EvaluationLoss { get; }

    /// <summary>The logits of the first batch without dropout, [rows, outputs].</summary>
    public float[] Logits { get; }

    /// <summary>A parameter's values.</summary>
    public float[] Parameter(string name) => _file.ReadSingles(CaseNames.Parameter(name));

    private CaseBatch ReadBatch(int index)
    {
        int[] sourceTokens = this.Integers(CaseNames.Tokens(index, "source"));
        int[] sourceTypes = this.Integers(CaseNames.TokenTypes(index));
        int[] targetTokens = this.Integers(CaseNames.Tokens(index, "target"));
        int[] sourceLengths = this.Integers(CaseNames.Lengths(index, "source"));
        int[] targetLengths = this.Integers(CaseNames.Lengths(index, "target"));

        return new CaseBatch
        {
            Source = Cut(sourceTokens, sourceLengths),
            Images = this.ImagesOf(index, sourceLengths.Length),
            TokenTypes = sourceTypes.Length == 0 ? [] : Cut(sourceTypes, sourceLengths),
            Target = Cut(targetTokens, targetLengths),
            Labels = this.LabelsOf(index, targetLengths.Length > 0 ? targetLengths : sourceLengths),
            Targets = this.TargetsOf(index, Math.Max(sourceLengths.Length, targetLengths.Length)),
            Loss = _file.ReadDoubles(CaseNames.Loss(index))[0],
            Gradient = name => _file.ReadSingles(CaseNames.Gradient(index, name)),
        };
    }

    // One for each position of a sequence, or one for the sequence.
    private int[][] LabelsOf(int index, int[] lengths)
    {
        int[] labels = this.Integers(CaseNames.Labels(index));

        return labels.Length == 0 ? [] : Cut(labels, labels.Length == lengths.Length ? Array.ConvertAll(lengths, static _ => 1) : lengths);
    }

    private float[][] ImagesOf(int index, int count)
    {
        float[] pixels = _file.Find(CaseNames.Images(index)) is null ? [] : _file.ReadSingles(CaseNames.Images(index));

        return pixels.Length == 0 ? [] : [.. pixels.Chunk(pixels.Length / count)];
    }

    // Those of whole sequences: as many for each.
    private float[][] TargetsOf(int index, int sequences)
    {
        float[] targets = _file.Find(CaseNames.Targets(index)) is null ? [] : _file.ReadSingles(CaseNames.Targets(index));

        return targets.Length == 0 ? [] : [.. targets.Chunk(targets.Length / sequences)];
    }

    private int[] Integers(string name) => _file.Find(name) is null ? [] : [.. _file.ReadIntegers(name).Select(static value => (int)value)];

    private static int[][] Cut(int[] values, int[] lengths)
    {
        int start = 0;

        return [.. lengths.Select(length => values[start..(start += length)])];
    }
}

/// <summary>Sequences and labels, and the interpreter's results of a gradient pass.</summary>
internal sealed record CaseBatch
{
    /// <summary>What the encoder reads; empty without one.</summary>
    public required int[][] Source { get; init; }

    /// <summary>The images that it reads; empty where it reads tokens.</summary>
    public required float[][] Images { get; init; }

    /// <summary>The types of its tokens; empty where they have none.</summary>
    public required int[][] TokenTypes { get; init; }

    /// <summary>What the decoder reads; empty without one.</summary>
    public required int[][] Target { get; init; }

    /// <summary>Labels of each sequence; empty where they are numbers.</summary>
    public required int[][] Labels { get; init; }

    /// <summary>Labels of each sequence that are numbers; empty where they are classes.</summary>
    public required float[][] Targets { get; init; }

    /// <summary>The summed loss.</summary>
    public required double Loss { get; init; }

    /// <summary>The gradient of a parameter, row-major in the shape of files.</summary>
    public required Func<string, float[]> Gradient { get; init; }

    /// <summary>Adds the sequences to an empty batch.</summary>
    public void AddTo(Batch batch)
    {
        for (int i = 0; i < this.Targets.Length; i++)
        {
            batch.Add(this.Source.Length > 0 ? this.Source[i] : this.Target[i], this.Targets[i]);
        }

        for (int i = 0; i < this.Labels.Length; i++)
        {
            if (this.Images.Length > 0)
            {
                batch.AddImage(this.Images[i], this.Labels[i]);
            }
            else if (this.Source.Length > 0 && this.Target.Length > 0)
            {
                batch.Add(this.Source[i], this.Target[i], this.Labels[i]);
            }
            else if (this.TokenTypes.Length > 0)
            {
                batch.AddTyped(this.Source[i], this.TokenTypes[i], this.Labels[i]);
            }
            else
            {
                batch.Add(this.Source.Length > 0 ? this.Source[i] : this.Target[i], this.Labels[i]);
            }
        }
    }
}
