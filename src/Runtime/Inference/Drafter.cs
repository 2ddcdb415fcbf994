using System;
using System.Collections.Generic;
using System.Threading;

namespace Weft;

/// <summary>
/// Guesses how texts go on, so that a pass of a session decodes several tokens of each: speculative decoding. A token is drawn from the
/// logits behind those before it, with the random numbers of its text, whether it was guessed or not; a guess that is drawn saves the pass
/// for it, and what stands behind another one is taken back. So the tokens are those without a drafter, one by one. That is what Leviathan
/// et al. 2023 and Chen et al. 2023 do where a guess is certain of itself, and who guesses with a distribution draws from it with the
/// text's own random numbers: the coupling of Daliri et al. 2024.
/// </summary>
public abstract class Drafter
{
    private long _drafted;
    private long _accepted;

    private protected Drafter()
    {
    }

    /// <summary>
    /// The most tokens that are guessed of a text at once, at least 1. After a wrong guess there are fewer for a while; and no more than
    /// the spec's `inference.draft` has room for, with the places of slots that have nothing to decode.
    /// </summary>
    public int MostTokens { get; init; } = 4;

    /// <summary>Tokens that were guessed so far.</summary>
    public long DraftedTokens => Interlocked.Read(ref _drafted);

    /// <summary>Those of them that were right.</summary>
    public long AcceptedTokens => Interlocked.Read(ref _accepted);

    /// <summary>Checks that texts of a session can be drafted.</summary>
    /// <exception cref="ArgumentException">They cannot.</exception>
    internal void Check(DecoderSession session)
    {
        ModelDescription model = session.Description;

        if (this.MostTokens < 1)
        {
            throw new ArgumentException(
                $"A drafter guesses {this.MostTokens} tokens at once ({nameof(this.MostTokens)}); at least 1 is needed.");
        }

        if (!session.KeepsPositions)
        {
            throw new ArgumentException(
                $"{model.Name} cannot be drafted: a recurrent model does not go back to before a token that was guessed wrongly.");
        }

        if (session.RowCapacity == 1)
        {
            throw new ArgumentException(
                $"A session of {model.Name} decodes one token in a pass, and has no room for guesses (`inference.draft`).");
        }

        this.CheckModel(session);
    }

    /// <summary>Checks what else a drafter needs of a session.</summary>
    /// <exception cref="ArgumentException">The session has something else.</exception>
    private protected virtual void CheckModel(DecoderSession session)
    {
    }

    /// <summary>
    /// Guesses the next tokens of texts, none of which has guesses, at most as many of each as its <see cref="DraftedText.Room"/>.
    /// </summary>
    internal abstract void Draft(IReadOnlyList<DraftedText> texts);

    /// <summary>Counts what was guessed.</summary>
    internal void Count(int drafted, int accepted)
    {
        _ = Interlocked.Add(ref _drafted, drafted);
        _ = Interlocked.Add(ref _accepted, accepted);
    }
}
