using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Tokenizers;

/// <summary>The tokens that a tokenizer has besides its model's.</summary>
internal sealed class AddedTokens
{
    /// <summary>None.</summary>
    public static readonly AddedTokens None = new([], normalizer: null);

    private readonly AddedTokenFinder? _beforeNormalizing;
    private readonly AddedTokenFinder? _afterNormalizing;
    private readonly Dictionary<int, string> _contents = [];
    private readonly Dictionary<string, int> _ids = [];
    private readonly HashSet<string> _special;

    /// <param name="tokens">The tokens. Of two with the same content or id the last one counts.</param>
    /// <param name="normalizer">What normalizes the text, and those tokens that want it.</param>
    public AddedTokens(IReadOnlyList<AddedToken> tokens, Normalizer? normalizer)
    {
        Dictionary<string, AddedToken> plain = [];
        Dictionary<string, AddedToken> normalized = [];

        foreach (AddedToken token in tokens.GroupBy(static token => token.Id).Select(static group => group.Last()))
        {
            string content = token.IsNormalized && normalizer is not null ? normalizer.Normalize(token.Content) : token.Content;
            _contents[token.Id] = content;
            _ids[token.Content] = token.Id;

            // A token of which normalization leaves nothing is nowhere to be found.
            if (content.Length > 0)
            {
                (token.IsNormalized ? normalized : plain)[content] = token;
            }
        }

        _special = [.. tokens.Where(static token => token.IsSpecial).Select(static token => token.Content)];
        _beforeNormalizing = plain.Count == 0 ? null : new AddedTokenFinder(plain);
        _afterNormalizing = normalized.Count == 0 ? null : new AddedTokenFinder(normalized);
        this.Count = tokens.Count == 0 ? 0 : tokens.Max(static token => token.Id) + 1;
    }

    /// <summary>The largest id, and one; 0 for none.</summary>
    public int Count { get; }

    /// <summary>Whether decoding may leave a token out.</summary>
    public bool IsSpecial(string token) => _special.Contains(token);

    /// <summary>The id of a token; null where it is none of these.</summary>
    public int? IdOf(string token) => _ids.TryGetValue(token, out int id) ? id : null;

    /// <summary>What a decoder gets for an id: the token in its normalized form; null where it is none of these.</summary>
    public string? TokenOf(int id) => _contents.GetValueOrDefault(id);

    /// <summary>Takes the tokens out of a text and hands on what is between them, normalized, as a stretch of text.</summary>
    /// <param name="text">A text.</param>
    /// <param name="normalizer">What normalizes.</param>
    /// <param name="ids">Gets the ids of the tokens.</param>
    /// <param name="next">Gets the stretches, none of them empty.</param>
    public void Extract(ReadOnlySpan<char> text, Normalizer? normalizer, List<int> ids, IPieceReceiver next)
    {
        NormalizingStage stage = new(normalizer, new FindingStage(_afterNormalizing, ids, next));
        new FindingStage(_beforeNormalizing, ids, stage).Receive(text, isBeginning: true);
    }

    /// <summary>Adds the ids of the tokens it finds, and hands on what is between them.</summary>
    private sealed class FindingStage(AddedTokenFinder? finder, List<int> ids, IPieceReceiver next) : IPieceReceiver
    {
        public void Receive(ReadOnlySpan<char> piece, bool isBeginning)
        {
            int position = 0;
            int taken = 0;

            while (finder is not null && finder.TryFind(piece, ref position, taken, out (AddedToken Token, int Start, int End) found))
            {
                this.Send(piece, taken, found.Start, isBeginning);
                ids.Add(found.Token.Id);
                taken = found.End;
            }

            this.Send(piece, taken, piece.Length, isBeginning);
        }

        private void Send(ReadOnlySpan<char> piece, int start, int end, bool isBeginning)
        {
            if (start < end)
            {
                next.Receive(piece[start..end], isBeginning && start == 0);
            }
        }
    }

    private sealed class NormalizingStage(Normalizer? normalizer, IPieceReceiver next) : IPieceReceiver
    {
        public void Receive(ReadOnlySpan<char> piece, bool isBeginning)
        {
            ReadOnlySpan<char> normalized = normalizer is null ? piece : normalizer.Normalize(piece.ToString());

            if (!normalized.IsEmpty)
            {
                next.Receive(normalized, isBeginning);
            }
        }
    }
}
