using System;

namespace Weft.Tokenizers;

/// <summary>Splits by a scanner that finds one piece after another; together they are the whole text.</summary>
internal sealed class ScannerSplitter(PieceScanner scanner) : PreTokenizer
{
    /// <inheritdoc/>
    public override void Split(ReadOnlySpan<char> text, bool isBeginning, IPieceReceiver next)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = scanner.EndOfPiece(text, start);
            next.Receive(text[start..end], isBeginning && start == 0);
            start = end;
        }
    }
}
