using System.Collections.Immutable;

namespace Weft.Tool.Starting;

/// <summary>A customary size of a model.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Columns">Columns between layers.</param>
/// <param name="Layers">Layers, on each side.</param>
/// <param name="Heads">Heads of attention.</param>
/// <param name="Vocabulary">A usual vocabulary.</param>
/// <param name="MaxLength">A usual length of sequences.</param>
/// <param name="Batch">Sequences of that length in a step of training.</param>
internal sealed record ModelSize(string Name, int Columns, int Layers, int Heads, int Vocabulary, int MaxLength, int Batch)
{
    private const int Bytes = 256;

    /// <summary>All sizes; the first is what one gets who asks for none.</summary>
    public static readonly ImmutableArray<ModelSize> All =
    [
        new("small", 128, 4, 4, Bytes, 128, 16),
        new("tiny", 64, 2, 2, Bytes, 64, 16),
        new("medium", 256, 6, 8, Bytes, 256, 16),

        // "Attention Is All You Need", Table 3.
        new("base", 512, 6, 8, 37_000, 256, 8),
        new("big", 1024, 6, 16, 37_000, 256, 8),
        new("bert-base", 768, 12, 12, 30_522, 512, 4),
        new("bert-large", 1024, 24, 16, 30_522, 512, 4),
        new("gpt2-small", 768, 12, 12, 50_257, 1024, 2),
        new("gpt2-medium", 1024, 24, 16, 50_257, 1024, 2),
    ];

    /// <summary>Columns inside the feed-forward network.</summary>
    public int InnerColumns => 4 * this.Columns;
}
