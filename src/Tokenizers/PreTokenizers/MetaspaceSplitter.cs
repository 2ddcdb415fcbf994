using System;
using System.Buffers;

namespace Weft.Tokenizers;

/// <summary>When a text gets a space in front.</summary>
internal enum PrependScheme
{
    /// <summary>Every piece of text between added tokens.</summary>
    Always,

    /// <summary>The one at the beginning of the text.</summary>
    First,

    /// <summary>None.</summary>
    Never,
}

/// <summary>SentencePiece's way: spaces become a visible mark, a mark is put in front, and every mark begins a piece.</summary>
internal sealed class MetaspaceSplitter(char mark, PrependScheme prepend, bool split) : PreTokenizer
{
    /// <inheritdoc/>
    public override void Split(ReadOnlySpan<char> text, bool isBeginning, IPieceReceiver next)
    {
        char[] buffer = ArrayPool<char>.Shared.Rent(text.Length + 1);

        try
        {
            bool isMarked = text[0] == ' ' || text[0] == mark;
            int offset = !isMarked && (prepend == PrependScheme.Always || (prepend == PrependScheme.First && isBeginning)) ? 1 : 0;
            Span<char> marked = buffer.AsSpan(0, text.Length + offset);
            marked[0] = mark;
            text.CopyTo(marked[offset..]);
            marked.Replace(' ', mark);
            this.Send(marked, isBeginning, next);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private void Send(ReadOnlySpan<char> marked, bool isBeginning, IPieceReceiver next)
    {
        while (split && marked[1..].IndexOf(mark) is >= 0 and int distance)
        {
            next.Receive(marked[..(distance + 1)], isBeginning);
            marked = marked[(distance + 1)..];
            isBeginning = false;
        }

        next.Receive(marked, isBeginning);
    }
}
