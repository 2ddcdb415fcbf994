using System.Collections.Immutable;

namespace Weft.Import.Specifications;

/// <summary>What a configuration comes to in a spec's own terms. Strings are values as a spec writes them.</summary>
internal sealed record ImportedSpecification
{
    /// <summary>The name of the class; given to the import, not by a configuration.</summary>
    public string Model { get; init; } = string.Empty;

    /// <summary>decoder, encoder or encoder-decoder.</summary>
    public string Architecture { get; init; } = "decoder";

    public required int Vocabulary { get; init; }

    /// <summary>The vocabulary of what an encoder-decoder reads; null for the same as of what it writes.</summary>
    public int? SourceVocabulary { get; init; }

    /// <summary>The images that an encoder reads in the place of tokens; null where it reads tokens.</summary>
    public ImageSettings? Image { get; init; }

    /// <summary>hidden, classes, token_classes or values; null for the vocabulary.</summary>
    public string? Output { get; init; }

    /// <summary>first, mean or last; null for what is usual with the architecture.</summary>
    public string? Pooling { get; init; }

    /// <summary>binary_cross_entropy; null for what is usual with the output.</summary>
    public string? Loss { get; init; }

    /// <summary>What stands before the output; null for nothing.</summary>
    public HeadSettings? Head { get; init; }

    /// <summary>Classes or values; null for as many as the vocabulary has tokens.</summary>
    public int? Outputs { get; init; }

    public required int MaxLength { get; init; }

    public required int ModelSize { get; init; }

    /// <summary>Columns of the tables of embeddings; null for d_model.</summary>
    public int? EmbeddingSize { get; init; }

    /// <summary>Layers of the encoder; 0 where there is none.</summary>
    public int EncoderLayers { get; init; }

    /// <summary>Layers of the decoder; 0 where there is none.</summary>
    public int DecoderLayers { get; init; }

    /// <summary>Whether all layers of a stack have the same parameters.</summary>
    public bool SharedLayers { get; init; }

    /// <summary>Heads of the encoder; null for as many as the decoder has.</summary>
    public int? EncoderHeads { get; init; }

    /// <summary>Inner columns of the encoder's feed-forward network; null for as many as the decoder has.</summary>
    public int? EncoderFeedForwardSize { get; init; }

    public required int Heads { get; init; }

    /// <summary>Heads of keys and values; null for as many as queries have.</summary>
    public int? KeyValueHeads { get; init; }

    public required int FeedForwardSize { get; init; }

    /// <summary>The experts, each of that size; null where the feed-forward network is one.</summary>
    public ExpertSettings? Experts { get; init; }

    public required string Activation { get; init; }

    /// <summary>Columns of a head; null for d_model / heads.</summary>
    public int? KeySize { get; init; }

    public bool IsRmsNorm { get; init; }

    public required float NormEpsilon { get; init; }

    /// <summary>pre, post, sandwich or output.</summary>
    public string NormPlacement { get; init; } = "pre";

    public bool NormBias { get; init; } = true;

    /// <summary>Whether a norm follows the last layer; null for what is usual with the placement.</summary>
    public bool? FinalNorm { get; init; }

    /// <summary>Whether the first layer has a norm before its attention.</summary>
    public bool FirstNorm { get; init; } = true;

    public bool EmbeddingNorm { get; init; }

    /// <summary>none, head or all.</summary>
    public string QueryKeyNorm { get; init; } = "none";

    /// <summary>none, one_norm or two_norms.</summary>
    public string ParallelSublayers { get; init; } = "none";

    /// <summary>learned, rope, alibi or none.</summary>
    public required string PositionalEncoding { get; init; }

    /// <summary>Rows that a table of learned positions has before that of the first position. No key: an import leaves them out.</summary>
    public int FirstPosition { get; init; }

    /// <summary>How rope turns; null without it.</summary>
    public RopeSettings? Rope { get; init; }

    /// <summary>Whether rope turns each layer, by turns; empty for all layers.</summary>
    public ImmutableArray<bool> RopePattern { get; init; } = [];

    /// <summary>The biases of scores by distance; null without them.</summary>
    public RelativeSettings? RelativeBias { get; init; }

    /// <summary>What scores are multiplied by; null for 1 / sqrt(d_key).</summary>
    public float? AttentionScale { get; init; }

    public float? AttentionSoftCap { get; init; }

    public float? LogitSoftCap { get; init; }

    public float LogitScale { get; init; } = 1;

    public float EmbeddingScale { get; init; } = 1;

    public float ResidualScale { get; init; } = 1;

    /// <summary>Which layers see a window of keys.</summary>
    public WindowSettings? Window { get; init; }

    public bool QueryKeyValueBias { get; init; }

    public bool AttentionOutputBias { get; init; }

    public bool FeedForwardBias { get; init; }

    public bool OutputBias { get; init; }

    public bool TieEmbeddings { get; init; }

    public bool ShareEmbeddings { get; init; }

    /// <summary>Whether embeddings are multiplied by sqrt(d_model).</summary>
    public bool ScaleEmbeddings { get; init; }

    /// <summary>Rows of the table of token types; null without one.</summary>
    public int? TokenTypes { get; init; }

    /// <summary>Whether every projection of a layer has a bias.</summary>
    public bool Bias
    {
        init
        {
            this.QueryKeyValueBias = value;
            this.AttentionOutputBias = value;
            this.FeedForwardBias = value;
        }
    }

    /// <summary>Whether the feed-forward network has a gate.</summary>
    public bool IsGated => this.Activation is "reglu" or "swiglu" or "geglu" or "geglu_tanh";

    /// <summary>Columns of the tables of embeddings.</summary>
    public int EmbeddingColumns => this.EmbeddingSize ?? this.ModelSize;

    /// <summary>Columns of a head.</summary>
    public int HeadColumns => this.KeySize ?? this.ModelSize / this.Heads;

    /// <summary>Query heads of a stack.</summary>
    public int HeadsOf(bool isEncoder) => isEncoder ? this.EncoderHeads ?? this.Heads : this.Heads;

    /// <summary>Rows of a stack's projections to queries, and of those to keys and to values.</summary>
    public (int Queries, int Keys) HeadRows(bool isEncoder)
    {
        int heads = this.HeadsOf(isEncoder);
        int columns = this.KeySize ?? this.ModelSize / heads;

        return (heads * columns, (this.KeyValueHeads ?? heads) * columns);
    }

    /// <summary>Columns that rope turns, the first ones of a head.</summary>
    public int RopeColumns => this.Rope?.ColumnsOf(this.HeadColumns) ?? 0;
}
