using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Tests.Graph;

/// <summary>The sequences of a training pass, packed as it sees them; a model of one stack leaves the other side empty.</summary>
internal sealed class InterpreterBatch
{
    private InterpreterBatch(
        IEnumerable<int[]> source, IEnumerable<int[]> target, IEnumerable<int[]> labels, IEnumerable<float[]> targets, int tokenTypes)
    {
        this.Source = new InterpreterSide(source, tokenTypes);
        this.Target = new InterpreterSide(target, 0);
        this.Pooled = new InterpreterSide(this.Outputs.Sequences.Select(static _ => new int[1]), 0);
        this.LabelsOfSequences = [.. labels];
        this.TargetsOfSequences = [.. targets];
        this.Labels = [.. this.LabelsOfSequences.SelectMany(static values => values)];
        this.Targets = [.. this.TargetsOfSequences.SelectMany(static values => values)];
    }

    /// <summary>What the encoder reads.</summary>
    public InterpreterSide Source { get; }

    /// <summary>What the decoder reads.</summary>
    public InterpreterSide Target { get; }

    /// <summary>The side whose sequences have labels.</summary>
    public InterpreterSide Outputs => this.Target.Rows > 0 ? this.Target : this.Source;

    /// <summary>A row for each of those sequences.</summary>
    public InterpreterSide Pooled { get; }

    /// <summary>One label per output row, negative ones ignored; none where labels are numbers.</summary>
    public int[] Labels { get; }

    /// <summary>Output rows whose label is not ignored; of labels that are numbers none is.</summary>
    public int LabelCount => this.Labels.Length > 0 ? this.Labels.Count(static label => label >= 0) : this.RowsOfNumbers;

    /// <summary>Labels that are numbers, [output rows, outputs].</summary>
    public float[] Targets { get; }

    /// <summary>The pixels of each image, [channels, height, width]; empty where tokens are read.</summary>
    public ImmutableArray<float[]> Images { get; private init; } = [];

    // Of a sequence that is pooled one, of others one for each token.
    private int RowsOfNumbers { get; init; }

    private ImmutableArray<int[]> LabelsOfSequences { get; }

    private ImmutableArray<float[]> TargetsOfSequences { get; }

    /// <summary>One of the sides.</summary>
    public InterpreterSide this[Side side] => side switch
    {
        Side.Source => this.Source,
        Side.Target => this.Target,
        _ => this.Pooled,
    };

    /// <summary>
    /// Output sequences of the given lengths, and for an encoder-decoder sources of the same lengths in the opposite order. Every fifth
    /// label is ignored, and so is every label of the third sequence.
    /// </summary>
    public static InterpreterBatch Random(int seed, ModelSpecification specification, params int[] lengths) =>
        Random(seed, specification, lengths, [.. lengths.Reverse()]);

    /// <summary>The same with sources of any lengths, one for each sequence; they count for an encoder-decoder only.</summary>
    public static InterpreterBatch Random(int seed, ModelSpecification specification, int[] lengths, int[] sourceLengths)
    {
        Random random = new(seed);

        // The sequences of images are all as long as an image has patches: there are as many as lengths, and as there is room for.
        lengths = specification.Image is null
            ? lengths
            : [.. Enumerable.Repeat(specification.MaxLength, Math.Min(lengths.Length, specification.Training!.Sequences))];
        int[][] Draw(int vocabulary, IEnumerable<int> sizes) =>
            vocabulary == 0 ? [] : [.. sizes.Select(length => Enumerable.Range(0, length).Select(_ => random.Next(vocabulary)).ToArray())];

        int[][] target = Draw(specification.TargetVocabulary, lengths);
        int[][] source = specification.Image is not null
            ? [.. lengths.Select(static length => new int[length])]
            : Draw(specification.SourceVocabulary, specification.HasDecoder ? sourceLengths : lengths);
        int[] rows = [.. lengths.Select(length => specification.Pooling is null ? length : 1)];
        bool hasNumbers = specification.Loss != LossFunction.CrossEntropy;
        IEnumerable<int[]> labels = rows.Select((count, sequence) => Enumerable.Range(0, count)
            .Select(_ => sequence == 2 || random.Next(5) == 0 ? -1 : random.Next(specification.Outputs)).ToArray());

        return new InterpreterBatch(
            source, target, hasNumbers ? [] : labels, hasNumbers ? rows.Select(count => DrawTargets(random, specification, count)) : [],
            specification.TokenTypes)
        {
            RowsOfNumbers = hasNumbers ? rows.Sum() : 0,
            Images = specification.Image is ImageInput image ? [.. lengths.Select(_ => DrawImage(random, image))] : [],
        };
    }

    /// <summary>
    /// Sequences without labels, for what a model puts out: of one stack alone, or of an encoder-decoder its sources and targets; beside
    /// images their sources are as long.
    /// </summary>
    public static InterpreterBatch WithoutLabels(
        ModelSpecification specification, IReadOnlyList<int[]> sources, IReadOnlyList<int[]> targets, params IEnumerable<float[]> images)
    {
        IReadOnlyList<int[]> read = specification.HasDecoder ? targets : sources;
        int[] rows = [.. read.Select(sequence => specification.Pooling is null ? sequence.Length : 1)];
        bool hasNumbers = specification.Loss is not (null or LossFunction.CrossEntropy);

        return new InterpreterBatch(
            sources, targets,
            hasNumbers ? [] : rows.Select(static count => Enumerable.Repeat(-1, count).ToArray()),
            hasNumbers ? rows.Select(count => new float[count * specification.Outputs]) : [],
            specification.TokenTypes)
        {
            Images = [.. images],
        };
    }

    /// <summary>The pixels of a random image, from -1 to 1.</summary>
    public static float[] DrawImage(Random random, ImageInput image) =>
        [.. Enumerable.Range(0, image.Floats).Select(_ => (2 * random.NextSingle()) - 1)];

    // Of yes and no some are sure, with neither, either and both ends.
    private static float[] DrawTargets(Random random, ModelSpecification specification, int rows) =>
    [
        .. Enumerable.Range(0, rows * specification.Outputs).Select(_ => specification.Loss == LossFunction.MeanSquaredError
            ? (4 * random.NextSingle()) - 2
            : random.Next(3) == 0 ? random.NextSingle() : random.Next(2)),
    ];

    /// <summary>The same sequences for a compiled model.</summary>
    public Batch ToBatch(ModelDescription model)
    {
        Batch batch = new(model);
        this.AddTo(batch);

        return batch;
    }

    /// <summary>Adds the sequences to an empty batch of a compiled model; allocates nothing.</summary>
    public void AddTo(Batch batch)
    {
        for (int i = 0; i < this.Outputs.Sequences.Length; i++)
        {
            if (this.Images.Length > 0)
            {
                this.AddImageTo(batch, i);
            }
            else if (this.TargetsOfSequences.Length > 0)
            {
                this.AddTargetsTo(batch, i);
            }
            else if (this.Source.Rows > 0 && this.Target.Rows > 0)
            {
                batch.Add(this.Source.Sequences[i], this.Target.Sequences[i], this.LabelsOfSequences[i]);
            }
            else if (this.Source.Types.Length > 0)
            {
                batch.AddTyped(this.Source.Sequences[i], this.Source.Types[i], this.LabelsOfSequences[i]);
            }
            else
            {
                batch.Add(this.Outputs.Sequences[i], this.LabelsOfSequences[i]);
            }
        }
    }

    private void AddImageTo(Batch batch, int image)
    {
        if (this.TargetsOfSequences.Length > 0)
        {
            batch.AddImage(this.Images[image], this.TargetsOfSequences[image]);
        }
        else
        {
            batch.AddImage(this.Images[image], this.LabelsOfSequences[image]);
        }
    }

    private void AddTargetsTo(Batch batch, int sequence)
    {
        if (this.Source.Types.Length > 0)
        {
            batch.AddTyped(this.Source.Sequences[sequence], this.Source.Types[sequence], this.TargetsOfSequences[sequence]);
        }
        else
        {
            batch.Add(this.Outputs.Sequences[sequence], this.TargetsOfSequences[sequence]);
        }
    }
}

/// <summary>One side of a batch, its sequences one after another.</summary>
internal sealed class InterpreterSide
{
    /// <param name="sequences">The tokens of each sequence.</param>
    /// <param name="tokenTypes">Types of tokens, which follow from the tokens here; 0 for none.</param>
    public InterpreterSide(IEnumerable<int[]> sequences, int tokenTypes)
    {
        this.Sequences = [.. sequences];
        this.Types = tokenTypes == 0 ? [] : [.. this.Sequences.Select(tokens => Array.ConvertAll(tokens, token => token % tokenTypes))];
        this.Tokens = [.. this.Sequences.SelectMany(static tokens => tokens)];
        this.Owners = [.. this.Sequences.SelectMany(static (tokens, sequence) => Enumerable.Repeat(sequence, tokens.Length))];
        this.Positions = [.. this.Sequences.SelectMany(static tokens => Enumerable.Range(0, tokens.Length))];
        this.Starts = [.. Enumerable.Range(0, this.Sequences.Length).Select(sequence => Array.IndexOf(this.Owners, sequence))];
    }

    /// <summary>The tokens of each sequence.</summary>
    public ImmutableArray<int[]> Sequences { get; }

    /// <summary>The types of those tokens; empty where they have none.</summary>
    public ImmutableArray<int[]> Types { get; }

    /// <summary>The type of each row.</summary>
    public int[] TokenTypes => [.. this.Types.SelectMany(static types => types)];

    public int Rows => this.Tokens.Length;

    public int[] Tokens { get; }

    /// <summary>The sequence of each row.</summary>
    public int[] Owners { get; }

    /// <summary>The position of each row in its sequence.</summary>
    public int[] Positions { get; }

    /// <summary>The first row of each sequence.</summary>
    public int[] Starts { get; }
}
