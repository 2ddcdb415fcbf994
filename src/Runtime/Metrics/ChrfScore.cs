namespace Weft;

/// <summary>A chrF score.</summary>
public sealed record ChrfScore : ITranslationScore
{
    /// <summary>0 to 100.</summary>
    public required double Score { get; init; }

    /// <summary>chrF2, or chrF2++ with word n-grams: the number is beta, and there is a plus for each word order.</summary>
    public required string Name { get; init; }

    /// <summary>How it was computed, in sacreBLEU's form: to be printed beside the score.</summary>
    public required string Signature { get; init; }

    /// <inheritdoc/>
    public string FormatScore(int decimals) => FixedPoint.Format(this.Score, decimals);

    /// <summary>sacreBLEU's line, with so many decimals in the score: chrF2 = 59.73.</summary>
    public string Format(int decimals) => $"{this.Name} = {this.FormatScore(decimals)}";

    /// <summary>The line with two decimals.</summary>
    public override string ToString() => this.Format(2);
}
