using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>Pieces to text as SentencePiece does it: marks are spaces again, and what was put in front of the text goes.</summary>
internal sealed class SentencePieceDecoder(SentencePieceFile file) : TokenDecoder
{
    private const char Mark = '\u2581';
    private readonly Dictionary<string, PieceKind> _kinds = file.Pieces.GroupBy(static piece => piece.Text)
        .ToDictionary(static group => group.Key, static group => group.First().Kind);

    /// <inheritdoc/>
    public override List<string> Decode(List<string> tokens)
    {
        StringBuilder text = new();
        List<byte> bytes = [];
        bool isBeginning = true;

        foreach (string token in tokens)
        {
            PieceKind kind = _kinds.GetValueOrDefault(token);

            if (kind == PieceKind.Byte && ByteFallback.TryParse(token, out byte value))
            {
                bytes.Add(value);

                continue;
            }

            _ = text.Append(Encoding.UTF8.GetString([.. bytes]));
            bytes.Clear();
            isBeginning &= text.Length == 0;
            string part = this.Decode(token, kind, isBeginning);
            _ = text.Append(part);

            // Where doubled spaces are kept, the first mark of the text is the one that was added.
            isBeginning &= file.RemoveExtraWhitespaces || token.Length == 0 || token[0] != Mark;
        }

        return [text.Append(Encoding.UTF8.GetString([.. bytes])).ToString()];
    }

    private string Decode(string token, PieceKind kind, bool isBeginning)
    {
        if (kind is PieceKind.Control or PieceKind.Unknown)
        {
            return kind == PieceKind.Control ? string.Empty : file.UnknownSurface;
        }

        bool isTrimmed = isBeginning && (file.AddDummyPrefix || file.RemoveExtraWhitespaces) && token.StartsWith(Mark);

        return (isTrimmed ? token[1..] : token).Replace(Mark, ' ');
    }
}
