namespace Weft;

/// <summary>The score of a translation, however it was computed.</summary>
public interface ITranslationScore
{
    /// <summary>0 to 100.</summary>
    double Score { get; }

    /// <summary>How it was computed, in sacreBLEU's form: to be printed beside the score.</summary>
    string Signature { get; }

    /// <summary>The score alone.</summary>
    /// <param name="decimals">0 to 9.</param>
    string FormatScore(int decimals);

    /// <summary>The score with its name and its details.</summary>
    /// <param name="decimals">Of the score, 0 to 9.</param>
    string Format(int decimals);
}
