namespace Weft.Generator.Specification;

/// <summary>
/// The largest sizes that are generated. Row numbers times 16 (a panel's width) stay inside an int in every kernel; offsets are nuint
/// literals, so arenas may pass 2 GiB, up to <see cref="ArenaFloats"/>.
/// </summary>
internal static class Limits
{
    /// <summary>Characters of a spec file; real ones have a thousand.</summary>
    public const int FileLength = 1_048_576;

    /// <summary>Columns of one activation or head: d_model, d_key, d_value.</summary>
    public const int Columns = 65_536;

    /// <summary>Columns of the feed-forward network's inner activation.</summary>
    public const int FeedForwardColumns = 1_048_576;

    /// <summary>Rows of a table, of a batch or of a cache: vocabulary, max_length, batch x length, sequences x beam x max_length.</summary>
    public const int Rows = 16_777_216;

    /// <summary>Layers of a stack: each is a run of generated calls.</summary>
    public const int Layers = 1_024;

    /// <summary>Heads of an attention.</summary>
    public const int Heads = 1_024;

    /// <summary>Experts of a feed-forward network.</summary>
    public const int Experts = 1_024;

    /// <summary>Biases of relative positions: their numbers are bytes in the generated code.</summary>
    public const int RelativeBuckets = 256;

    /// <summary>Distances with a bias of their own: a list in the generated code.</summary>
    public const int RelativeDistance = 4_096;

    /// <summary>Sequences decoded side by side, and hypotheses of a beam.</summary>
    public const int Sequences = 65_536;

    /// <summary>Floats of one arena: 1 TiB.</summary>
    public const long ArenaFloats = 1L << 38;
}
