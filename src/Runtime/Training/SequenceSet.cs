using System;

namespace Weft;

/// <summary>
/// One side of a batch: sequences packed one after another without padding rows. Sequence s occupies rows
/// Starts[s] .. Starts[s] + Lengths[s] - 1.
/// </summary>
public sealed class SequenceSet
{
    private readonly int[] _tokens;
    private readonly int[] _types;
    private readonly int[] _starts;
    private readonly int[] _lengths;
    private readonly int[] _positions;
    private readonly int[] _sequences;

    internal SequenceSet(int sequences, int tokens)
    {
        _tokens = new int[tokens];
        _types = new int[tokens];
        _starts = new int[sequences];
        _lengths = new int[sequences];
        _positions = new int[tokens];
        _sequences = new int[tokens];
    }

    /// <summary>Sequences in the set.</summary>
    public int Count { get; private set; }

    /// <summary>Rows in the set: the sum of all lengths.</summary>
    public int Rows { get; private set; }

    /// <summary>Token ids, one per row.</summary>
    public ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, this.Rows);

    /// <summary>The types of the tokens, one per row: 0 where none were given.</summary>
    public ReadOnlySpan<int> TokenTypes => _types.AsSpan(0, this.Rows);

    /// <summary>The first row of each sequence.</summary>
    public ReadOnlySpan<int> Starts => _starts.AsSpan(0, this.Count);

    /// <summary>The rows of each sequence, at least 1.</summary>
    public ReadOnlySpan<int> Lengths => _lengths.AsSpan(0, this.Count);

    /// <summary>The position of each row in its sequence.</summary>
    public ReadOnlySpan<int> Positions => _positions.AsSpan(0, this.Rows);

    /// <summary>The sequence of each row.</summary>
    public ReadOnlySpan<int> Sequences => _sequences.AsSpan(0, this.Rows);

    internal int SequenceCapacity => _starts.Length;

    internal int TokenCapacity => _tokens.Length;

    internal void Clear()
    {
        this.Count = 0;
        this.Rows = 0;
    }

    internal void Add(ReadOnlySpan<int> tokens, ReadOnlySpan<int> types = default)
    {
        tokens.CopyTo(_tokens.AsSpan(this.Rows));
        _types.AsSpan(this.Rows, tokens.Length).Clear();
        types.CopyTo(_types.AsSpan(this.Rows));
        this.AddRows(tokens.Length);
    }

    /// <summary>Adds a sequence of rows that are no tokens.</summary>
    internal void AddRows(int count)
    {
        for (int position = 0; position < count; position++)
        {
            _positions[this.Rows + position] = position;
            _sequences[this.Rows + position] = this.Count;
        }

        _starts[this.Count] = this.Rows;
        _lengths[this.Count] = count;
        this.Count++;
        this.Rows += count;
    }
}
