using System;
using System.Collections.Generic;

namespace Weft.Serving;

/// <summary>Where a text is in what a schema allows, and which tokens lead on from there. States are found as they are needed.</summary>
/// <param name="automaton">What is allowed.</param>
/// <param name="texts">The text of every token.</param>
/// <param name="ends">Tokens that end a text.</param>
/// <param name="outputs">Tokens that the model knows.</param>
internal sealed class SchemaMatcher(TextAutomaton automaton, string[] texts, IReadOnlySet<int> ends, int outputs)
{
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<State> _states = [];
    private int _at = -1;

    /// <summary>Whether the text is whole, and nothing more may come.</summary>
    public bool IsDone => this.Current.IsWhole && !automaton.GoesOn(this.Current.Places);

    /// <summary>A bit for each token that may come next.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public ReadOnlySpan<ulong> Allowed
    {
        get
        {
            State state = this.Current;

            return state.Allowed ??= this.FindAllowed(state);
        }
    }

    private State Current
    {
        get
        {
            _at = _at < 0 ? this.NumberOf(automaton.First()) : _at;

            return _states[_at];
        }
    }

    /// <summary>Goes on by a token that is allowed.</summary>
    public void Take(int token)
    {
        if (!ends.Contains(token))
        {
            _at = this.Follow(_at, texts[token]);
        }
    }

    private ulong[] FindAllowed(State state)
    {
        ulong[] allowed = new ulong[(outputs + 63) / 64];
        bool hasAny = false;
        int from = _at;

        for (int token = 0; token < outputs; token++)
        {
            bool leadsOn = ends.Contains(token)
                ? state.IsWhole
                : token < texts.Length && texts[token].Length > 0 && this.Follow(from, texts[token]) >= 0;
            allowed[token / 64] |= leadsOn ? 1UL << (token % 64) : 0;
            hasAny |= leadsOn;
        }

        return hasAny
            ? allowed
            : throw new InvalidOperationException("The tokenizer has no token that goes on with what the schema allows.");
    }

    // Where a text leads; -1 for nowhere.
    private int Follow(int from, string text)
    {
        foreach (char letter in text)
        {
            Dictionary<char, int> next = _states[from].Next;

            if (!next.TryGetValue(letter, out int to))
            {
                to = this.NumberOf(automaton.Next(_states[from].Places, letter));
                next[letter] = to;
            }

            if (to < 0)
            {
                return -1;
            }

            from = to;
        }

        return from;
    }

    private int NumberOf(int[] places)
    {
        if (places.Length == 0)
        {
            return -1;
        }

        string name = string.Join(' ', places);

        if (!_numbers.TryGetValue(name, out int number))
        {
            number = _states.Count;
            _numbers[name] = number;
            _states.Add(new State(places, Array.IndexOf(places, automaton.End) >= 0));
        }

        return number;
    }

    private sealed class State(int[] places, bool isWhole)
    {
        public int[] Places => places;

        public bool IsWhole => isWhole;

        public Dictionary<char, int> Next { get; } = [];

        public ulong[]? Allowed { get; set; }
    }
}
