namespace Weft.Import.Tokenization;

/// <summary>What a SentencePiece model says beside its pieces.</summary>
internal sealed record SentencePieceOptions
{
    /// <summary>Whether characters without a piece become bytes.</summary>
    public bool HasBytes { get; init; } = true;

    /// <summary>Whether texts get a space in front.</summary>
    public bool AddsSpace { get; init; } = true;

    /// <summary>Whether outer and doubled spaces are taken away.</summary>
    public bool RemovesSpaces { get; init; }

    /// <summary>The id of the unknown piece; null for the usual one.</summary>
    public int? UnknownId { get; init; }

    /// <summary>The id of the piece that begins a text; null for the usual one.</summary>
    public int? BeginningId { get; init; }

    /// <summary>The id of the piece that ends one; null for the usual one.</summary>
    public int? EndId { get; init; }

    /// <summary>The id of padding; null for none.</summary>
    public int? PaddingId { get; init; }

    /// <summary>The piece that begins a text; null for the usual one.</summary>
    public string? BeginningPiece { get; init; }

    /// <summary>The piece that ends one; null for the usual one.</summary>
    public string? EndPiece { get; init; }
}
