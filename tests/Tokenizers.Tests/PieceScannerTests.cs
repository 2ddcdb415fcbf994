using System;
using System.Collections.Generic;
using System.Text;
using Xunit;

namespace Weft.Tokenizers.Tests;

public sealed class PieceScannerTests
{
    private static readonly string[] Parts =
        ["a", "Ze", "'", "'s", "'LL", "'ve", "\u017F", " ", "  ", "\n", "\r\n", "\t", "\u00A0", "\u2028", "1", "234", "½", ".", "?!", "\u0301", "한", "𝕏", "😀", "𝟘", "\0", "\u200B"];

    [Theory]
    [InlineData(Gpt2Scanner.Pattern)]
    [InlineData(Llama3Scanner.Pattern)]
    [InlineData(Llama3Scanner.QwenPattern)]
    public void EndOfPiece_RandomTexts_SamePiecesAsTheExpression(string pattern)
    {
        ScannerSplitter scanner = new(PieceScanner.For(pattern)!);
        PatternSplitter expression = new(new RegexPattern(pattern), SplitBehavior.Isolated);
        Random random = new(1);

        for (int i = 0; i < 20_000; i++)
        {
            StringBuilder text = new();

            for (int length = random.Next(1, 12); length > 0; length--)
            {
                _ = text.Append(Parts[random.Next(Parts.Length)]);
            }

            Assert.Equal(Pieces(expression, text.ToString()), Pieces(scanner, text.ToString()));
        }
    }

    [Fact]
    public void For_OtherExpression_HasNoScanner() => Assert.Null(PieceScanner.For(Gpt2Scanner.Pattern + "|x"));

    private static List<string> Pieces(PreTokenizer splitter, string text)
    {
        Collector collector = new();
        splitter.Split(text, isBeginning: true, collector);

        return collector.Pieces;
    }

    private sealed class Collector : IPieceReceiver
    {
        public List<string> Pieces { get; } = [];

        public void Receive(ReadOnlySpan<char> piece, bool isBeginning) => this.Pieces.Add(piece.ToString());
    }
}
