using System;

namespace Weft;

/// <summary>
/// The sequences of one training step and their labels, packed without padding; sized once for a model and refilled.
/// Decoder models fill <see cref="Target"/>, encoders <see cref="Source"/>, encoder-decoders both.
/// </summary>
public sealed class Batch
{
    private readonly ModelDescription _model;
    private readonly LabelSet _labels;
    private readonly float[] _pixels;

    /// <summary>An empty batch with the capacity of <paramref name="model"/>'s training section.</summary>
    public Batch(ModelDescription model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _labels = new LabelSet(model);
        _pixels = new float[model.TrainingSequences * model.ImageFloats];
        this.Source = new SequenceSet(model.HasEncoder ? model.TrainingSequences : 0, model.HasEncoder ? model.TrainingTokens : 0);
        this.Target = new SequenceSet(
            model.TargetVocabulary > 0 ? model.TrainingSequences : 0, model.TargetVocabulary > 0 ? model.TrainingTokens : 0);
    }

    /// <summary>The encoder's sequences; empty for decoder models.</summary>
    public SequenceSet Source { get; }

    /// <summary>The decoder's sequences; empty for encoder models.</summary>
    public SequenceSet Target { get; }

    /// <summary>
    /// The rows the loss is taken over: the decoder's, or an encoder model's own; or one for each sequence, where the model puts out
    /// classes or values of whole sequences.
    /// </summary>
    public int OutputRows => _model.IsPooled ? this.Outputs.Count : this.Outputs.Rows;

    /// <summary>One class per output row, negative ones ignored; none where labels are floats.</summary>
    public ReadOnlySpan<int> Labels => _labels.Classes(this.OutputRows);

    /// <summary>Output rows whose label is not ignored.</summary>
    public int LabelCount => _labels.Count;

    /// <summary>Labels that are floats, a padded row of them for each output row.</summary>
    internal ReadOnlySpan<float> Targets => _labels.Numbers(this.OutputRows);

    /// <summary>The images, one after another; none where the model reads tokens.</summary>
    internal ReadOnlySpan<float> Pixels => _pixels.AsSpan(0, this.Source.Count * _model.ImageFloats);

    internal SequenceSet Outputs => _model.TargetVocabulary > 0 ? this.Target : this.Source;

    /// <summary>Empties the batch.</summary>
    public void Clear()
    {
        this.Source.Clear();
        this.Target.Clear();
        _labels.Clear();
    }

    /// <summary>Adds a sequence to a model of one stack.</summary>
    /// <param name="tokens">Token ids, 1 to the model's training length of them.</param>
    /// <param name="labels">
    /// The class expected at each position, or the only one of the sequence where `output` is classes; a negative label is ignored.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A length, an id or a label is out of range, labels are floats (`loss`), or the batch is full.
    /// </exception>
    public void Add(ReadOnlySpan<int> tokens, ReadOnlySpan<int> labels)
    {
        this.CheckTokens(tokens);
        _labels.Check(tokens.Length, labels);
        this.AddOutputs(tokens, labels);
    }

    /// <summary>Adds a sequence to a model that classifies whole sequences.</summary>
    /// <param name="tokens">Token ids, 1 to the model's training length of them.</param>
    /// <param name="label">The class of the sequence; a negative label is ignored.</param>
    /// <exception cref="ArgumentException">
    /// A length, an id or the label is out of range, the model takes other labels, or the batch is full.
    /// </exception>
    public void Add(ReadOnlySpan<int> tokens, int label) => this.Add(tokens, [label]);

    /// <summary>Adds a sequence to a model whose loss compares with numbers: binary_cross_entropy or mean_squared_error.</summary>
    /// <param name="tokens">Token ids, 1 to the model's training length of them.</param>
    /// <param name="labels">
    /// A number for each output of the sequence, or of each position, one position after another, where `output` is token_classes: from 0
    /// to 1 for binary_cross_entropy, finite for mean_squared_error.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A length, an id, the number of labels or a label is out of range, labels are classes (`loss`), or the batch is full.
    /// </exception>
    public void Add(ReadOnlySpan<int> tokens, ReadOnlySpan<float> labels)
    {
        this.CheckTokens(tokens);
        _labels.Check(tokens.Length, labels);
        this.AddOutputs(tokens, labels);
    }

    /// <summary>Adds a sequence whose tokens have types to an encoder.</summary>
    /// <param name="tokens">Token ids, 1 to the model's training length of them.</param>
    /// <param name="tokenTypes">The type of each token, below the spec's `token_types`.</param>
    /// <param name="labels">The classes, as of <see cref="Add(ReadOnlySpan{int}, ReadOnlySpan{int})"/>.</param>
    /// <exception cref="ArgumentException">
    /// A length, an id, a type or a label is out of range, the model has no types, labels are floats (`loss`), or the batch is full.
    /// </exception>
    public void AddTyped(ReadOnlySpan<int> tokens, ReadOnlySpan<int> tokenTypes, ReadOnlySpan<int> labels)
    {
        this.CheckTokens(tokens);
        _model.CheckTokenTypes(tokens, tokenTypes);
        _labels.Check(tokens.Length, labels);
        this.AddOutputs(tokens, labels, tokenTypes);
    }

    /// <summary>Adds a sequence whose tokens have types to an encoder whose loss compares with numbers.</summary>
    /// <param name="tokens">Token ids, 1 to the model's training length of them.</param>
    /// <param name="tokenTypes">The type of each token, below the spec's `token_types`.</param>
    /// <param name="labels">The numbers, as of <see cref="Add(ReadOnlySpan{int}, ReadOnlySpan{float})"/>.</param>
    /// <exception cref="ArgumentException">
    /// A length, an id, a type, the number of labels or a label is out of range, the model has no types, labels are classes (`loss`), or
    /// the batch is full.
    /// </exception>
    public void AddTyped(ReadOnlySpan<int> tokens, ReadOnlySpan<int> tokenTypes, ReadOnlySpan<float> labels)
    {
        this.CheckTokens(tokens);
        _model.CheckTokenTypes(tokens, tokenTypes);
        _labels.Check(tokens.Length, labels);
        this.AddOutputs(tokens, labels, tokenTypes);
    }

    /// <summary>Adds an image to an encoder that reads images.</summary>
    /// <param name="pixels">The image, [channels, height, width], as the spec's `image` says.</param>
    /// <param name="labels">
    /// The class of the image, or where `output` is token_classes that of each position; a negative label is ignored.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The number of pixels or a label is out of range, labels are floats (`loss`), the model reads tokens, or the batch is full.
    /// </exception>
    public void AddImage(ReadOnlySpan<float> pixels, ReadOnlySpan<int> labels)
    {
        this.CheckImage(pixels);
        _labels.Check(_model.MaxLength, labels);
        _labels.Add(this.OutputRows, labels);
        this.AddPixels(pixels);
    }

    /// <summary>Adds an image to an encoder that reads images and classifies them.</summary>
    /// <param name="pixels">The image, [channels, height, width], as the spec's `image` says.</param>
    /// <param name="label">The class of the image; a negative label is ignored.</param>
    /// <exception cref="ArgumentException">
    /// The number of pixels or the label is out of range, the model takes other labels or reads tokens, or the batch is full.
    /// </exception>
    public void AddImage(ReadOnlySpan<float> pixels, int label) => this.AddImage(pixels, [label]);

    /// <summary>Adds an image to an encoder that reads images and whose loss compares with numbers.</summary>
    /// <param name="pixels">The image, [channels, height, width], as the spec's `image` says.</param>
    /// <param name="labels">The numbers, as of <see cref="Add(ReadOnlySpan{int}, ReadOnlySpan{float})"/>.</param>
    /// <exception cref="ArgumentException">
    /// The number of pixels or of labels or a label is out of range, labels are classes (`loss`), the model reads tokens, or the batch is
    /// full.
    /// </exception>
    public void AddImage(ReadOnlySpan<float> pixels, ReadOnlySpan<float> labels)
    {
        this.CheckImage(pixels);
        _labels.Check(_model.MaxLength, labels);
        _labels.Add(this.OutputRows, labels);
        this.AddPixels(pixels);
    }

    /// <summary>Adds a pair of sequences to an encoder-decoder.</summary>
    /// <param name="source">What the encoder reads.</param>
    /// <param name="target">What the decoder reads.</param>
    /// <param name="labels">The token expected after each target position; a negative label is ignored.</param>
    /// <exception cref="ArgumentException">A length, an id or a label is out of range, or the batch is full.</exception>
    public void Add(ReadOnlySpan<int> source, ReadOnlySpan<int> target, ReadOnlySpan<int> labels)
    {
        if (_model.SourceVocabulary == 0 || _model.TargetVocabulary == 0)
        {
            throw new ArgumentException($"{_model.Name} has one stack: a sequence needs tokens and labels only.");
        }

        this.CheckSide(this.Source, source, _model.SourceVocabulary, "source");
        this.CheckSide(this.Target, target, _model.TargetVocabulary, "target");
        _labels.Check(target.Length, labels);
        this.Source.Add(source);
        this.AddOutputs(target, labels);
    }

    private void AddOutputs(ReadOnlySpan<int> tokens, ReadOnlySpan<int> labels, ReadOnlySpan<int> tokenTypes = default)
    {
        _labels.Add(this.OutputRows, labels);
        this.Outputs.Add(tokens, tokenTypes);
    }

    private void AddOutputs(ReadOnlySpan<int> tokens, ReadOnlySpan<float> labels, ReadOnlySpan<int> tokenTypes = default)
    {
        _labels.Add(this.OutputRows, labels);
        this.Outputs.Add(tokens, tokenTypes);
    }

    private void AddPixels(ReadOnlySpan<float> pixels)
    {
        pixels.CopyTo(_pixels.AsSpan(this.Source.Count * _model.ImageFloats));
        this.Source.AddRows(_model.MaxLength);
    }

    private void CheckImage(ReadOnlySpan<float> pixels)
    {
        _ = _model.CheckImages(pixels.Length, most: 1);

        if (this.Source.Count == this.Source.SequenceCapacity)
        {
            throw new ArgumentException($"{_model.Name}: the batch is full; it holds {this.Source.SequenceCapacity} images.");
        }
    }

    private void CheckTokens(ReadOnlySpan<int> tokens)
    {
        _model.CheckReadsTokens();

        if (_model.SourceVocabulary > 0 && _model.TargetVocabulary > 0)
        {
            throw new ArgumentException($"{_model.Name} is an encoder-decoder: a sequence needs a source, a target and labels.");
        }

        this.CheckSide(this.Outputs, tokens, Math.Max(_model.SourceVocabulary, _model.TargetVocabulary), "token");
    }

    private void CheckSide(SequenceSet side, ReadOnlySpan<int> tokens, int vocabulary, string what)
    {
        if (tokens.Length == 0 || tokens.Length > _model.TrainingLength)
        {
            throw new ArgumentException(
                $"{_model.Name}: a {what} sequence of {tokens.Length} tokens; 1 to {_model.TrainingLength} are allowed.");
        }

        if (side.Count == side.SequenceCapacity || side.Rows + tokens.Length > side.TokenCapacity)
        {
            throw new ArgumentException(
                $"{_model.Name}: the batch is full; it holds {side.SequenceCapacity} sequences and {side.TokenCapacity} tokens.");
        }

        for (int position = 0; position < tokens.Length; position++)
        {
            if ((uint)tokens[position] >= (uint)vocabulary)
            {
                throw new ArgumentException(
                    $"{_model.Name}: {what} id {tokens[position]} at position {position}; ids are 0 to {vocabulary - 1}.");
            }
        }
    }
}
