using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Weft.Tokenizers;

namespace Weft.Samples;

/// <summary>A speech as the model reads it.</summary>
/// <param name="Tokens">Its tokens, cut where the model stops reading.</param>
/// <param name="Speaker">The number of the speaker.</param>
internal sealed record Example(int[] Tokens, int Speaker);

/// <summary>Makes tokens of speeches.</summary>
internal static class Examples
{
    /// <summary>A tokenizer that cuts what the model does not read.</summary>
    /// <exception cref="System.IO.IOException">The file is damaged or cannot be read.</exception>
    public static Tokenizer LoadTokenizer(string vocabulary) =>
        Tokenizer.Load(vocabulary).WithTruncation(new Truncation { MaximumLength = Speakers.Shape.TrainingLength });

    /// <summary>The tokens of a text; half a surrogate pair, which a command line may have, becomes what stands for no letter.</summary>
    public static int[] Tokenize(Tokenizer tokenizer, string text) =>
        tokenizer.Encode(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));

    /// <summary>The tokens of speeches.</summary>
    public static Example[] Of(Tokenizer tokenizer, IEnumerable<Speech> speeches) =>
        [.. speeches.Select(speech => new Example(Tokenize(tokenizer, speech.Text), speech.Speaker))];
}

/// <summary>Examples in another order every time, by a seed; the last batch of an epoch has what is left.</summary>
/// <param name="examples">What to train on.</param>
/// <param name="sequences">Examples of a batch.</param>
/// <param name="seed">Decides the order.</param>
internal sealed class ShuffledExamples(IReadOnlyList<Example> examples, int sequences, ulong seed) : IBatchSource
{
    private readonly Example[] _order = [.. examples];
    private Random _random = new(unchecked((int)seed));
    private int _next;

    /// <summary>Batches of an epoch.</summary>
    public int EpochBatches => (_order.Length + sequences - 1) / sequences;

    /// <inheritdoc/>
    public bool IsEndless => true;

    /// <inheritdoc/>
    public bool Fill(Batch batch)
    {
        if (_next == 0)
        {
            _random.Shuffle(_order);
        }

        int end = Math.Min(_next + sequences, _order.Length);

        foreach (Example example in _order.AsSpan(_next..end))
        {
            batch.Add(example.Tokens, example.Speaker);
        }

        _next = end % _order.Length;

        return true;
    }

    /// <inheritdoc/>
    public void Restart()
    {
        _random = new(unchecked((int)seed));
        examples.ToArray().CopyTo(_order, 0);
        _next = 0;
    }

    /// <inheritdoc/>
    public byte[] SaveState() => throw new NotSupportedException("A minute of training is not interrupted.");

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<byte> state) => throw new NotSupportedException("A minute of training is not interrupted.");
}
