using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>
/// BPE as SentencePiece has it (bpe_model.cc): any two neighbours are merged that are a piece together, the one of the best score first, of
/// equals the leftmost. Pieces that are not to come out are taken apart again, and pieces that users defined stay as they are.
/// </summary>
internal sealed class SentencePieceBpeModel : TokenModel
{
    private readonly SentencePieceFile _file;
    private readonly TokenTrie _userDefined;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _mergeable;
    private readonly ByteFallback? _bytes;
    private readonly int _unknown;

    /// <param name="file">The model.</param>
    /// <param name="vocabulary">Its pieces.</param>
    /// <param name="userDefined">Those that users defined.</param>
    /// <param name="unknown">The unknown piece.</param>
    public SentencePieceBpeModel(SentencePieceFile file, Vocabulary vocabulary, TokenTrie userDefined, int unknown)
        : base(vocabulary)
    {
        _file = file;
        _userDefined = userDefined;
        _unknown = unknown;
        _bytes = file.ByteFallback ? new ByteFallback(vocabulary) : null;
        Dictionary<string, int> mergeable = [];

        for (int id = 0; id < file.Pieces.Count; id++)
        {
            if (file.Pieces[id].Kind is PieceKind.Normal or PieceKind.UserDefined or PieceKind.Unused)
            {
                _ = mergeable.TryAdd(file.Pieces[id].Text, id);
            }
        }

        _mergeable = mergeable.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<char> piece, List<int> ids)
    {
        List<Symbol> symbols = this.Divide(piece);
        Dictionary<string, int> halves = [];
        this.Merge(piece, CollectionsMarshal.AsSpan(symbols), halves);
        bool isUnknown = false;

        for (int i = 0; i >= 0 && i < symbols.Count; i = symbols[i].Next)
        {
            this.Add(piece.Slice(symbols[i].Start, symbols[i].Length), halves, ids, ref isUnknown);
        }
    }

    /// <summary>The characters of a piece, and what users defined.</summary>
    private List<Symbol> Divide(ReadOnlySpan<char> piece)
    {
        List<Symbol> symbols = new(piece.Length);

        for (int start = 0; start < piece.Length;)
        {
            int length = _userDefined.LongestPrefix(piece[start..]);
            bool isFrozen = length > 0;

            if (!isFrozen)
            {
                _ = Rune.DecodeFromUtf16(piece[start..], out _, out length);
            }

            symbols.Add(new Symbol(start, length, symbols.Count - 1, start + length < piece.Length ? symbols.Count + 1 : -1, isFrozen));
            start += length;
        }

        return symbols;
    }

    private void Merge(ReadOnlySpan<char> piece, Span<Symbol> symbols, Dictionary<string, int> halves)
    {
        PriorityQueue<Candidate, (float Score, int Left)> agenda = new();

        for (int left = 0; left + 1 < symbols.Length; left++)
        {
            this.Propose(piece, symbols, left, left + 1, agenda, halves);
        }

        while (agenda.TryDequeue(out Candidate candidate, out (float Score, int Left) priority))
        {
            ref Symbol left = ref symbols[priority.Left];
            ref Symbol right = ref symbols[candidate.Right];

            // One of the two was merged with another in the meantime.
            if (left.Length == 0 || right.Length == 0 || left.Length + right.Length != candidate.Length)
            {
                continue;
            }

            left = left with { Length = candidate.Length, Next = right.Next };
            right = right with { Length = 0 };

            if (left.Next >= 0)
            {
                symbols[left.Next] = symbols[left.Next] with { Previous = priority.Left };
                this.Propose(piece, symbols, priority.Left, left.Next, agenda, halves);
            }

            if (left.Previous >= 0)
            {
                this.Propose(piece, symbols, left.Previous, priority.Left, agenda, halves);
            }
        }
    }

    private void Propose(
        ReadOnlySpan<char> piece,
        Span<Symbol> symbols,
        int left,
        int right,
        PriorityQueue<Candidate, (float Score, int Left)> agenda,
        Dictionary<string, int> halves)
    {
        int length = symbols[left].Length + symbols[right].Length;
        ReadOnlySpan<char> merged = piece.Slice(symbols[left].Start, length);

        if (symbols[left].IsFrozen || symbols[right].IsFrozen || !_mergeable.TryGetValue(merged, out int id))
        {
            return;
        }

        agenda.Enqueue(new Candidate(right, length), (-_file.Pieces[id].Score, left));

        if (_file.Pieces[id].Kind == PieceKind.Unused)
        {
            halves[merged.ToString()] = symbols[left].Length;
        }
    }

    /// <summary>Adds the ids of a symbol; unknown ones that follow each other are one.</summary>
    private void Add(ReadOnlySpan<char> symbol, Dictionary<string, int> halves, List<int> ids, ref bool isUnknown)
    {
        bool isKnown = this.Vocabulary.TryGetId(symbol, out int id);

        if (isKnown && _file.Pieces[id].Kind == PieceKind.Unused && halves.TryGetValue(symbol.ToString(), out int half))
        {
            this.Add(symbol[..half], halves, ids, ref isUnknown);
            this.Add(symbol[half..], halves, ids, ref isUnknown);

            return;
        }

        bool wasUnknown = isUnknown;
        isUnknown = !isKnown || id == _unknown;

        if (!isUnknown || (_bytes?.TryEncode(symbol, ids) is not true && !wasUnknown))
        {
            ids.Add(isUnknown ? _unknown : id);
        }
    }

    private readonly record struct Symbol(int Start, int Length, int Previous, int Next, bool IsFrozen);

    private readonly record struct Candidate(int Right, int Length);
}
