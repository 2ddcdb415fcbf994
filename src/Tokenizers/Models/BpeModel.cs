using System;
using System.Collections.Generic;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>
/// Byte pair encoding: a piece begins as the tokens of its characters, and the merge of the lowest rank, of equals the leftmost, is made
/// until there is none. https://arxiv.org/abs/1508.07909, with the options of tokenizer.json.
/// </summary>
internal sealed class BpeModel(Vocabulary vocabulary, MergeTable merges, BpeModelOptions options) : TokenModel(vocabulary)
{
    [ThreadStatic]
    private static BpeWord? _word;
    private readonly ByteFallback? _bytes = options.ByteFallback ? new ByteFallback(vocabulary) : null;

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<char> piece, List<int> ids)
    {
        if (options.IgnoreMerges && this.Vocabulary.TryGetId(piece, out int id))
        {
            ids.Add(id);

            return;
        }

        BpeWord word = _word ??= new BpeWord();
        this.AddCharacters(piece, word.Tokens);
        word.Merge(merges);
        word.MoveTo(ids);
    }

    private void AddCharacters(ReadOnlySpan<char> piece, List<int> tokens)
    {
        bool isUnknown = false;

        for (int start = 0; start < piece.Length;)
        {
            _ = Rune.DecodeFromUtf16(piece[start..], out _, out int length);
            int end = start + length;
            bool isToken = this.TryAddCharacter(piece[start..end], isFirst: start == 0, isLast: end == piece.Length, tokens);

            if (!isToken && options.Unknown is int unknown && !(isUnknown && options.FuseUnknown))
            {
                tokens.Add(unknown);
            }

            isUnknown = !isToken;
            start = end;
        }
    }

    private bool TryAddCharacter(ReadOnlySpan<char> character, bool isFirst, bool isLast, List<int> tokens)
    {
        string prefix = isFirst ? string.Empty : options.ContinuationPrefix;
        string suffix = isLast ? options.EndSuffix : string.Empty;
        ReadOnlySpan<char> symbol = prefix.Length + suffix.Length == 0 ? character : string.Concat(prefix, character, suffix);

        if (this.Vocabulary.TryGetId(symbol, out int id))
        {
            tokens.Add(id);

            return true;
        }

        return _bytes is not null && _bytes.TryEncode(symbol, tokens);
    }
}
