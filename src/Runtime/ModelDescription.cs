using System;
using System.Collections.Immutable;

namespace Weft;

/// <summary>The compile-time constants of a generated model that generic code needs.</summary>
public sealed class ModelDescription
{
    private readonly nuint? _gradientFloats;

    /// <summary>The class name, as in the spec's `model`.</summary>
    public required string Name { get; init; }

    /// <summary>A hash of everything in the spec that decides parameters and arithmetic; checkpoints carry it.</summary>
    public required string SpecificationHash { get; init; }

    /// <summary>
    /// What the parameters compute, as far as their names and shapes do not tell: keys of the spec and their values, <c>heads: 4;
    /// activation: gelu; ...</c>. Model files carry it, and a file that differs in one of them is not loaded.
    /// </summary>
    public required string Function { get; init; }

    /// <summary>Token ids of the encoder side; 0 without an encoder.</summary>
    public required int SourceVocabulary { get; init; }

    /// <summary>Token ids of the decoder side; 0 without a decoder.</summary>
    public required int TargetVocabulary { get; init; }

    /// <summary>Floats of an image, channels x height x width, where an encoder reads images in the place of tokens; else 0.</summary>
    public int ImageFloats { get; init; }

    /// <summary>Whether there is an encoder side, of tokens or of images.</summary>
    internal bool HasEncoder => this.SourceVocabulary > 0 || this.ImageFloats > 0;

    /// <summary>Types of tokens that the encoder side tells apart; 0 where tokens have no types.</summary>
    public int TokenTypes { get; init; }

    /// <summary>What the model puts out.</summary>
    public ModelResult Output { get; init; }

    /// <summary>What training makes small; without meaning where `output` is hidden.</summary>
    public LossKind Loss { get; init; }

    /// <summary>How the sessions store the weights of products (`inference.weights`).</summary>
    public WeightStorage InferenceWeights { get; init; }

    /// <summary>Whether the model puts out one row for a whole sequence, and not one for each position.</summary>
    public bool IsPooled => this.Output is ModelResult.Classes or ModelResult.Values;

    /// <summary>Floats of a row that the model puts out: scores, values, or d_model columns where `output` is hidden.</summary>
    public required int Outputs { get; init; }

    /// <summary>The longest sequence, and the length of the key and value caches where there are any.</summary>
    public required int MaxLength { get; init; }

    /// <summary>Sequences a training step holds at most; 0 for a model that only infers.</summary>
    public required int TrainingSequences { get; init; }

    /// <summary>Tokens per side a training step holds at most.</summary>
    public required int TrainingTokens { get; init; }

    /// <summary>The longest sequence of a training step.</summary>
    public required int TrainingLength { get; init; }

    /// <summary>Floats of the parameter arena, padding included.</summary>
    public required nuint ParameterFloats { get; init; }

    /// <summary>
    /// Floats of the arena of gradients, and of each moment of the optimizer, padding included: those of the parameters that are trained.
    /// </summary>
    public nuint GradientFloats
    {
        get => _gradientFloats ?? this.ParameterFloats;
        init => _gradientFloats = value;
    }

    /// <summary>Floats of the arena of transposed copies that input gradients read; 0 without training.</summary>
    public required nuint CopyFloats { get; init; }

    /// <summary>Rows of the matrices A of adapters (`adapters.rank`); 0 for a model without adapters.</summary>
    public int AdapterRank { get; init; }

    /// <summary>What the products B A of adapters are multiplied by, times the rank (`adapters.alpha`).</summary>
    public float AdapterAlpha { get; init; }

    /// <summary>Elements of all parameters, without padding; a tied or shared table counts once.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>Layers times d_model, for the FLOP count of attention.</summary>
    public required long AttentionSize { get; init; }

    /// <summary>Every parameter, in the order of the arena.</summary>
    public required ImmutableArray<ParameterInfo> Parameters { get; init; }

    /// <summary>
    /// Floating-point operations of a training step, counted as usual: 6 for each parameter and token, and 12 x layers x d_model x length
    /// for each token in attention.
    /// </summary>
    /// <param name="tokens">Tokens of the step.</param>
    /// <param name="length">The length of its sequences.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of the two is negative.</exception>
    public double CountTrainingOperations(long tokens, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        ArgumentOutOfRangeException.ThrowIfNegative(length);

        return tokens * ((6.0 * this.ParameterCount) + (12.0 * this.AttentionSize * length));
    }

    /// <summary>Checks that the model reads tokens.</summary>
    /// <exception cref="ArgumentException">It reads images.</exception>
    internal void CheckReadsTokens()
    {
        if (this.ImageFloats > 0)
        {
            throw new ArgumentException($"{this.Name} reads images, not tokens (`image`).");
        }
    }

    /// <summary>Checks the pixels of images.</summary>
    /// <returns>How many images they are.</returns>
    /// <exception cref="ArgumentException">The model reads tokens, or they are no whole images, or more than there is room for.</exception>
    internal int CheckImages(int floats, int most)
    {
        if (this.ImageFloats == 0)
        {
            throw new ArgumentException($"{this.Name} reads tokens, not images (`vocabulary`).");
        }

        if (floats == 0 || floats % this.ImageFloats != 0)
        {
            throw new ArgumentException(
                $"{this.Name}: {floats} floats of pixels; an image has {this.ImageFloats}, channels x height x width (`image`).");
        }

        int images = floats / this.ImageFloats;

        return images <= most
            ? images
            : throw new ArgumentException($"{this.Name}: {images} images; at most {most} at once.");
    }

    /// <summary>Checks the types of a sequence's tokens; none stand for zeros.</summary>
    /// <exception cref="ArgumentException">There are more or fewer than tokens, one is out of range, or the model has no types.</exception>
    internal void CheckTokenTypes(ReadOnlySpan<int> tokens, ReadOnlySpan<int> types)
    {
        if (types.IsEmpty)
        {
            return;
        }

        if (this.TokenTypes == 0)
        {
            throw new ArgumentException($"{this.Name} has no token types (`token_types`).");
        }

        if (types.Length != tokens.Length)
        {
            throw new ArgumentException($"{this.Name}: {types.Length} token types for {tokens.Length} tokens.");
        }

        for (int position = 0; position < types.Length; position++)
        {
            if ((uint)types[position] >= (uint)this.TokenTypes)
            {
                throw new ArgumentException(
                    $"{this.Name}: token type {types[position]} at position {position}; types are 0 to {this.TokenTypes - 1}.");
            }
        }
    }
}
