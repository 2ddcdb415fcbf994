using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Weft;

/// <summary>
/// Guesses with a smaller model of the same vocabulary, which decodes ahead of a larger one. It draws with the settings and the random
/// numbers of the text that it drafts, so that models that agree draw the same. Leviathan et al. 2023, Chen et al. 2023.
/// </summary>
public sealed class DraftModel : Drafter
{
    private readonly DecoderSession _session;
    private readonly List<DraftedText> _going = [];
    private readonly List<int> _slots = [];
    private readonly List<int> _tokens = [];
    private readonly Action<int> _choose;
    private readonly Predicate<DraftedText> _isDone;

    /// <param name="session">
    /// A session of the smaller model, which drafts in the slots that the texts have in theirs; it is not disposed with this. Nothing else
    /// should use it, and where something did, or the next text begins otherwise, it reads the text anew.
    /// </param>
    /// <exception cref="ArgumentException">It is of a recurrent model, or of one that reads sources or scores no tokens.</exception>
    public DraftModel(DecoderSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        _session = session;
        _choose = this.Choose;
        _isDone = this.IsDone;
        ModelDescription model = session.Description;

        if (!session.KeepsPositions)
        {
            throw new ArgumentException(
                $"{model.Name} cannot draft: a recurrent model does not go back to before a token that was guessed wrongly.",
                nameof(session));
        }

        if (model.HasEncoder || model.Output != ModelResult.Vocabulary)
        {
            throw new ArgumentException($"{model.Name} cannot draft: only a decoder that scores the next token can.", nameof(session));
        }
    }

    private protected override void CheckModel(DecoderSession session)
    {
        ModelDescription model = session.Description;
        ModelDescription draft = _session.Description;

        if (ReferenceEquals(session, _session))
        {
            throw new ArgumentException($"A session of {model.Name} cannot draft its own texts.");
        }

        if (draft.TargetVocabulary != model.TargetVocabulary)
        {
            throw new ArgumentException(
                $"{draft.Name} has {draft.TargetVocabulary} tokens and {model.Name} {model.TargetVocabulary}; "
                + "who drafts needs the same vocabulary.");
        }

        if (_session.Layout.Blocks * _session.Layout.BlockPositions is int cached and > 0
            && cached < _session.SlotCapacity * draft.MaxLength)
        {
            throw new ArgumentException(
                $"The caches of {draft.Name} have {cached} positions; who drafts needs its longest sequence for each slot "
                + "(`inference.cache_tokens`).");
        }

        if (_session.SlotCapacity < session.SlotCapacity)
        {
            throw new ArgumentException(
                $"The session of {draft.Name} has {_session.SlotCapacity} slots; one for each of {session.SlotCapacity} is needed.");
        }
    }

    /// <inheritdoc/>
    internal override void Draft(IReadOnlyList<DraftedText> texts)
    {
        _going.Clear();
        _slots.Clear();
        _tokens.Clear();

        // By place: enumerating an interface allocates.
        for (int i = 0; i < texts.Count; i++)
        {
            if (texts[i].Room > 0 && texts[i].Tokens.Length <= _session.Description.MaxLength)
            {
                this.Begin(texts[i]);
            }
        }

        if (_tokens.Count > 0)
        {
            _session.FeedPrompts(CollectionsMarshal.AsSpan(_slots), CollectionsMarshal.AsSpan(_tokens));
        }

        while (_going.Count > 0)
        {
            this.Guess();
        }
    }

    // What the slot has of the text is kept; all behind it but the last token is read, which is decoded with those of the other texts.
    private void Begin(DraftedText text)
    {
        ReadOnlySpan<int> tokens = text.Tokens;
        int common = _session.TokensOf(text.Slot).CommonPrefixLength(tokens[..^1]);
        _session.CopyBeginning(text.Slot, text.Slot, common);

        foreach (int token in tokens[common..^1])
        {
            _slots.Add(text.Slot);
            _tokens.Add(token);
        }

        text.FollowTwin();
        _going.Add(text);
    }

    private void Guess()
    {
        _slots.Clear();
        _tokens.Clear();

        foreach (DraftedText text in _going)
        {
            _slots.Add(text.Slot);
            _tokens.Add(text.Guesses.IsEmpty ? text.Next : text.Guesses[^1]);
        }

        _session.Feed(CollectionsMarshal.AsSpan(_slots), CollectionsMarshal.AsSpan(_tokens));
        _session.ForRows(_going.Count, _choose);
        _ = _going.RemoveAll(_isDone);
    }

    private bool IsDone(DraftedText text) =>
        text.Guesses.Length == text.Room || _session.TokensOf(text.Slot).Length == _session.Description.MaxLength;

    private void Choose(int row)
    {
        DraftedText text = _going[row];

        try
        {
            text.Guess(text.Twin.Next(_session.LogitsAt(row)));
        }
        catch (InvalidOperationException)
        {
            // The draft's logits are no numbers: there is no guess, and the text goes on without.
            text.Close();
        }
    }
}
