using System.ComponentModel;

namespace Weft;

/// <summary>
/// Where the attention weights of some layers stand in a session's state: [layers, sequences or slots, heads, queries, keys], in floats.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class AttentionState
{
    /// <summary>What attends to what.</summary>
    public required AttentionKind Kind { get; init; }

    /// <summary>Where they start in the session's state.</summary>
    public required nuint Offset { get; init; }

    /// <summary>The first of the layers in its stack.</summary>
    public int FirstLayer { get; init; }

    /// <summary>Layers that have them.</summary>
    public required int Layers { get; init; }

    /// <summary>From one layer to the next.</summary>
    public required nuint LayerFloats { get; init; }

    /// <summary>Query heads of a layer.</summary>
    public required int Heads { get; init; }
}

/// <summary>What attends to what.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum AttentionKind
{
    /// <summary>Positions of the encoder to one another.</summary>
    Encoder,

    /// <summary>Positions of the decoder to those before them.</summary>
    Decoder,

    /// <summary>Positions of the decoder to the encoder's output.</summary>
    Cross,
}
