using System;

namespace Weft;

/// <summary>
/// The sequences of one training step and their labels, packed without padding; sized once for a model and refilled.
/// Decoder models fill <see cref="Target"/>, encoders <see cref="Source"/>, encoder-decoders both.
/// </summary>
public sealed class Batch
{
    private readonly ModelDescription _model;
    private readonly int[] _labels;

    /// <summary>An empty batch with the capacity of <paramref name="model"/>'s training section.</summary>
    public Batch(ModelDescription model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _labels = new int[model.TrainingTokens];
        this.Source = new SequenceSet(
            model.SourceVocabulary > 0 ? model.TrainingSequences : 0, model.SourceVocabulary > 0 ? model.TrainingTokens : 0);
        this.Target = new SequenceSet(
            model.TargetVocabulary > 0 ? model.TrainingSequences : 0, model.TargetVocabulary > 0 ? model.TrainingTokens : 0);
    }

    /// <summary>The encoder's sequences; empty for decoder models.</summary>
    public SequenceSet Source { get; }

    /// <summary>The decoder's sequences; empty for encoder models.</summary>
    public SequenceSet Target { get; }

    /// <summary>The rows the loss is taken over: the decoder's, or an encoder model's own.</summary>
    public int OutputRows => this.Outputs.Rows;

    /// <summary>One label per output row; negative labels are ignored.</summary>
    public ReadOnlySpan<int> Labels => _labels.AsSpan(0, this.OutputRows);

    /// <summary>Labels that are not ignored.</summary>
    public int LabelCount { get; private set; }

    internal SequenceSet Outputs => _model.TargetVocabulary > 0 ? this.Target : this.Source;

    /// <summary>Empties the batch.</summary>
    public void Clear()
    {
        this.Source.Clear();
        this.Target.Clear();
        this.LabelCount = 0;
    }

    /// <summary>Adds a sequence to a model of one stack.</summary>
    /// <param name="tokens">Token ids, 1 to the model's training length of them.</param>
    /// <param name="labels">The class expected at each position; a negative label is ignored.</param>
    /// <exception cref="ArgumentException">A length, an id or a label is out of range, or the batch is full.</exception>
    public void Add(ReadOnlySpan<int> tokens, ReadOnlySpan<int> labels)
    {
        if (_model.SourceVocabulary > 0 && _model.TargetVocabulary > 0)
        {
            throw new ArgumentException($"{_model.Name} is an encoder-decoder: a sequence needs a source, a target and labels.");
        }

        this.CheckSide(this.Outputs, tokens, _model.TargetVocabulary > 0 ? _model.TargetVocabulary : _model.SourceVocabulary, "token");
        this.CheckLabels(tokens, labels);
        this.AddOutputs(tokens, labels);
    }

    /// <summary>Adds a sequence whose tokens have types to an encoder.</summary>
    /// <param name="tokens">Token ids, 1 to the model's training length of them.</param>
    /// <param name="tokenTypes">The type of each token, below the spec's `token_types`.</param>
    /// <param name="labels">The class expected at each position; a negative label is ignored.</param>
    /// <exception cref="ArgumentException">
    /// A length, an id, a type or a label is out of range, the model has no types, or the batch is full.
    /// </exception>
    public void AddTyped(ReadOnlySpan<int> tokens, ReadOnlySpan<int> tokenTypes, ReadOnlySpan<int> labels)
    {
        this.CheckSide(this.Outputs, tokens, _model.SourceVocabulary, "token");
        _model.CheckTokenTypes(tokens, tokenTypes);
        this.CheckLabels(tokens, labels);
        this.AddOutputs(tokens, labels, tokenTypes);
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
        this.CheckLabels(target, labels);
        this.Source.Add(source);
        this.AddOutputs(target, labels);
    }

    private void AddOutputs(ReadOnlySpan<int> tokens, ReadOnlySpan<int> labels, ReadOnlySpan<int> tokenTypes = default)
    {
        labels.CopyTo(_labels.AsSpan(this.Outputs.Rows));
        this.Outputs.Add(tokens, tokenTypes);

        foreach (int label in labels)
        {
            this.LabelCount += label >= 0 ? 1 : 0;
        }
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

    private void CheckLabels(ReadOnlySpan<int> tokens, ReadOnlySpan<int> labels)
    {
        if (labels.Length != tokens.Length)
        {
            throw new ArgumentException($"{_model.Name}: {labels.Length} labels for {tokens.Length} tokens.");
        }

        for (int position = 0; position < labels.Length; position++)
        {
            if (labels[position] >= _model.Outputs)
            {
                throw new ArgumentException(
                    $"{_model.Name}: label {labels[position]} at position {position}; labels are below {_model.Outputs}, " +
                    $"or negative to be ignored.");
            }
        }
    }
}
