using System;

namespace Weft;

/// <summary>
/// How beam search looks for the most likely continuation: at every step the likeliest <see cref="Beams"/> unfinished hypotheses go on,
/// those that chose the end token are finished. Scores are log-probability / length^penalty, as fairseq and Hugging Face rank them.
/// </summary>
public sealed record BeamSearch
{
    /// <summary>The token that finishes a hypothesis.</summary>
    public required int EndToken { get; init; }

    /// <summary>Hypotheses that go on side by side, at most the spec's `inference.beam`.</summary>
    public int Beams { get; init; } = 5;

    /// <summary>Hypotheses to return for each prompt, at most <see cref="Beams"/>.</summary>
    public int Hypotheses { get; init; } = 1;

    /// <summary>
    /// The most tokens of a hypothesis, the end token included: one that is as long ends there. 0 for as many as the model has positions
    /// for.
    /// </summary>
    public int MaximumLength { get; init; }

    /// <summary>How hypotheses of that length end.</summary>
    public BeamLimit AtMaximumLength { get; init; }

    /// <summary>Above 0 favours long hypotheses, below 0 short ones; 0 ranks by probability alone.</summary>
    public float LengthPenalty { get; init; } = 1;

    /// <summary>
    /// Whether a search ends as soon as <see cref="Beams"/> hypotheses are finished. Otherwise it ends when no unfinished one can reach
    /// the score of the worst that would be returned.
    /// </summary>
    public bool StopsEarly { get; init; } = true;

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    internal void Validate(DecoderSession session)
    {
        Check(
            this.Beams >= 1 && this.Beams <= session.BeamCapacity,
            nameof(this.Beams),
            this.Beams,
            $"1 to {session.BeamCapacity} (`inference.beam`)");
        Check(
            this.Hypotheses >= 1 && this.Hypotheses <= this.Beams,
            nameof(this.Hypotheses),
            this.Hypotheses,
            $"1 to {this.Beams} ({nameof(this.Beams)})");
        Check(this.MaximumLength >= 0, nameof(this.MaximumLength), this.MaximumLength, "not negative");
        Check(float.IsFinite(this.LengthPenalty), nameof(this.LengthPenalty), this.LengthPenalty, "finite");
        int vocabulary = session.Description.Outputs;
        Check(this.EndToken >= 0 && this.EndToken < vocabulary, nameof(this.EndToken), this.EndToken, $"0 to {vocabulary - 1}");
    }

    private static void Check(bool valid, string setting, float value, string range)
    {
        if (!valid)
        {
            throw new ArgumentException($"BeamSearch: {setting} is {value}; it must be {range}.");
        }
    }
}
