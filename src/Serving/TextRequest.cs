using System;
using System.Collections.Generic;

namespace Weft.Serving;

/// <summary>What a caller wants of an <see cref="Engine"/>.</summary>
public sealed record TextRequest
{
    /// <summary>The most alternatives that <see cref="Alternatives"/> may ask for.</summary>
    public const int MostAlternatives = 20;

    /// <summary>What the model reads first: at least one token, at most the model's longest sequence.</summary>
    public required IReadOnlyList<int> Prompt { get; init; }

    /// <summary>How tokens are chosen.</summary>
    public Sampling Sampling { get; init; } = new();

    /// <summary>The most tokens of the text, at least 1.</summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>Sequences that end the text and are no part of it, none of them empty.</summary>
    public IReadOnlyList<string> Stops { get; init; } = [];

    /// <summary>
    /// The form of the text, which is then whole JSON unless it ends for its length or a stop sequence; null for any. Guesses of a drafter
    /// know nothing of it.
    /// </summary>
    public JsonSchema? Schema { get; init; }

    /// <summary>
    /// Whether each token comes with its probability, and with that of so many of the most likely ones, 0 to
    /// <see cref="MostAlternatives"/>; null for neither.
    /// </summary>
    public int? Alternatives { get; init; }

    /// <summary>
    /// Whether the text goes on from the prompt's, so that a space between the two belongs to it; else it is a text of its own, an answer
    /// for example, and begins without one.
    /// </summary>
    public bool ContinuesPrompt { get; init; }

    /// <summary>How long it may take from the call on, in the queue and out of it; null for any time.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Who asks: callers whose requests wait take turns, however many each has.</summary>
    public string Caller { get; init; } = string.Empty;

    /// <summary>Checks what can be checked without a sampler and a tokenizer.</summary>
    /// <exception cref="ArgumentException">Something is out of its range.</exception>
    internal void Validate(ModelDescription model)
    {
        ArgumentNullException.ThrowIfNull(this.Prompt);
        ArgumentNullException.ThrowIfNull(this.Sampling);
        ArgumentNullException.ThrowIfNull(this.Stops);
        ArgumentNullException.ThrowIfNull(this.Caller);

        // No parameter is named: servers show the sentences to who wrote the request.
        Check(
            this.Prompt.Count > 0 && this.Prompt.Count <= model.MaxLength,
            $"The prompt has {this.Prompt.Count} tokens; {model.Name} reads 1 to {model.MaxLength} (`max_length`).");
        Check(this.MaxTokens > 0, $"A text of {this.MaxTokens} tokens was asked for; at least 1 is needed.");
        Check(
            this.Alternatives is null or (>= 0 and <= MostAlternatives),
            $"{this.Alternatives} alternatives of each token were asked for; 0 to {MostAlternatives} are allowed.");
        Check(
            this.Timeout is not TimeSpan time || time > TimeSpan.Zero,
            $"A request must end within {this.Timeout}; the time must be above 0.");

        foreach (int token in this.Prompt)
        {
            Check(
                (uint)token < (uint)model.TargetVocabulary,
                $"The prompt has the token {token}; ids of {model.Name} are 0 to {model.TargetVocabulary - 1}.");
        }
    }

    private static void Check(bool isValid, string message)
    {
        if (!isValid)
        {
            throw new ArgumentException(message);
        }
    }
}
