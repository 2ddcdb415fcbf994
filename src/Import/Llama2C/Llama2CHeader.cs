using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using Weft.Import.Specifications;

namespace Weft.Import.Llama2C;

/// <summary>
/// The head of a checkpoint of llama2.c, seven numbers: d_model, d_ff, layers, heads, heads of keys and values, tokens (negative where the
/// output has a projection of its own), and the longest sequence. https://github.com/karpathy/llama2.c, run.c.
/// </summary>
internal sealed record Llama2CHeader(
    int ModelSize, int FeedForwardSize, int Layers, int Heads, int KeyValueHeads, int Vocabulary, bool IsTied, int MaxLength)
{
    /// <summary>Bytes of the head.</summary>
    public const int Size = 7 * sizeof(int);

    private const int LargestNumber = 1 << 24;

    /// <summary>Columns of a head.</summary>
    public int HeadSize => this.ModelSize / this.Heads;

    /// <summary>Columns of all keys, and of all values.</summary>
    public int KeySize => this.HeadSize * this.KeyValueHeads;

    /// <summary>Reads the head.</summary>
    /// <exception cref="ImportException">The numbers are no model's.</exception>
    public static Llama2CHeader Read(string path, Stream stream)
    {
        byte[] bytes = new byte[Size];

        if (stream.ReadAtLeast(bytes, Size, throwOnEndOfStream: false) < Size)
        {
            throw new ImportException(path, $"the file has fewer than the {Size} bytes that a checkpoint of llama2.c begins with.");
        }

        int[] numbers = [.. Enumerable.Range(0, 7).Select(i => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(i * sizeof(int))))];
        int vocabulary = numbers[5] == int.MinValue ? 0 : Math.Abs(numbers[5]);
        Llama2CHeader header = new(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], vocabulary, numbers[5] > 0, numbers[6]);

        return header.IsPlausible
            ? header
            : throw new ImportException(
                path, $"the file begins with {string.Join(", ", numbers)}, which are not the sizes of a checkpoint of llama2.c.");
    }

    /// <summary>The specification of such a model.</summary>
    /// <param name="name">The name of the class.</param>
    public ImportedSpecification Specify(string name) => new()
    {
        Model = name,
        Vocabulary = this.Vocabulary,
        MaxLength = this.MaxLength,
        ModelSize = this.ModelSize,
        DecoderLayers = this.Layers,
        Heads = this.Heads,
        KeyValueHeads = this.KeyValueHeads,
        FeedForwardSize = this.FeedForwardSize,
        Activation = "swiglu",
        IsRmsNorm = true,
        NormEpsilon = 1e-5f,
        PositionalEncoding = "rope",
        Rope = new RopeSettings(10_000),
        TieEmbeddings = this.IsTied,
    };

    private bool IsPlausible
    {
        get
        {
            int[] sizes =
                [this.ModelSize, this.FeedForwardSize, this.Layers, this.Heads, this.KeyValueHeads, this.Vocabulary, this.MaxLength];

            return sizes.All(static size => size is > 0 and <= LargestNumber)
                && this.ModelSize % this.Heads == 0 && this.Heads % this.KeyValueHeads == 0 && this.HeadSize % 2 == 0;
        }
    }
}
