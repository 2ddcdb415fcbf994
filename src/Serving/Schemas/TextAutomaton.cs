using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Serving;

/// <summary>
/// Texts that are allowed, as a nondeterministic automaton over characters: built from the left to the right, each part between two of its
/// states.
/// </summary>
internal sealed class TextAutomaton
{
    // A string of up to a thousand characters has some ten thousand. Schemas come from callers, and what they say in few words may be long.
    private const int MostStates = 20_000;

    private readonly List<List<(char First, char Last, int To)>> _edges = [];
    private readonly List<List<int>> _jumps = [];
    private bool[] _reaches = [];

    /// <summary>The state that every text begins in.</summary>
    public int Start { get; private set; }

    /// <summary>The state of a whole text.</summary>
    public int End { get; private set; }

    /// <summary>Whether there is a text at all.</summary>
    public bool HasTexts => _reaches[this.Start];

    private int Count => _edges.Count;

    /// <summary>A new state.</summary>
    /// <exception cref="ArgumentException">There are too many.</exception>
    public int Add()
    {
        if (this.Count == MostStates)
        {
            throw new ArgumentException($"The schema is too large: its texts have more than {MostStates} places.");
        }

        _edges.Add([]);
        _jumps.Add([]);

        return _edges.Count - 1;
    }

    /// <summary>A character of a range leads from one state to another.</summary>
    public void Connect(int from, char first, char last, int to) => _edges[from].Add((first, last, to));

    /// <summary>Nothing at all leads from one state to another.</summary>
    public void Jump(int from, int to) => _jumps[from].Add(to);

    /// <summary>Whole texts lead from one state to another; what leads nowhere is no way of a text.</summary>
    public void Finish(int start, int end)
    {
        (this.Start, this.End) = (start, end);
        _reaches = new bool[this.Count];
        List<int>[] before = [.. Enumerable.Range(0, this.Count).Select(static _ => new List<int>())];

        for (int state = 0; state < this.Count; state++)
        {
            _edges[state].ForEach(edge => before[edge.To].Add(state));
            _jumps[state].ForEach(to => before[to].Add(state));
        }

        Stack<int> open = new([end]);

        while (open.TryPop(out int state))
        {
            if (!_reaches[state])
            {
                _reaches[state] = true;
                before[state].ForEach(open.Push);
            }
        }
    }

    /// <summary>Where one is at the start.</summary>
    public int[] First() => this.Close([this.Start]);

    /// <summary>Where a character leads.</summary>
    public int[] Next(int[] states, char letter) => this.Close(states
        .SelectMany(state => _edges[state])
        .Where(edge => edge.First <= letter && letter <= edge.Last)
        .Select(static edge => edge.To));

    /// <summary>Whether any character leads on.</summary>
    public bool GoesOn(int[] states) => states.Any(state => _edges[state].Exists(edge => _reaches[edge.To]));

    // With the states that nothing leads to, in their order.
    private int[] Close(IEnumerable<int> states)
    {
        SortedSet<int> found = [];
        Stack<int> open = new(states);

        while (open.TryPop(out int state))
        {
            if (_reaches[state] && found.Add(state))
            {
                _jumps[state].ForEach(open.Push);
            }
        }

        return [.. found];
    }
}
