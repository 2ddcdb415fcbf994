using System.Collections.Generic;
using System.Threading;
using Weft.Tokenizers;

namespace Weft.Extensions.AI;

/// <summary>An answer while it is written.</summary>
/// <param name="session">The session, for as long as it takes.</param>
/// <param name="prompt">What the model reads first.</param>
/// <param name="sampling">How tokens are chosen.</param>
/// <param name="text">Turns them into text.</param>
internal sealed class Answer(DecoderSession session, int[] prompt, Sampling sampling, StreamingText text)
{
    private Generation.Enumerator? _tokens;

    /// <summary>Tokens so far, the one that ended it not counted.</summary>
    public int Tokens { get; private set; }

    /// <summary>Whether nothing more comes.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether the model, or a stop sequence, has ended it.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Chooses a token.</summary>
    /// <param name="most">The most tokens.</param>
    /// <param name="ends">Tokens that end an answer.</param>
    /// <param name="cancellation">Looked at before every pass.</param>
    /// <returns>The text that is known by it, perhaps none.</returns>
    public string Next(int most, HashSet<int> ends, CancellationToken cancellation)
    {
        Generation.Enumerator tokens = _tokens ?? session.Generate(prompt, sampling, most, cancellation: cancellation).GetEnumerator();
        bool hasToken = tokens.MoveNext();
        _tokens = tokens;
        this.IsComplete = hasToken && ends.Contains(tokens.Current);

        if (!hasToken || this.IsComplete)
        {
            this.HasEnded = true;

            return text.End();
        }

        this.Tokens++;
        string added = text.Add(tokens.Current);
        this.IsComplete = text.HasStopped;
        this.HasEnded = text.HasStopped;

        return added;
    }
}
