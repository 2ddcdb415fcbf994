namespace Weft.Import.Specifications;

/// <summary>How rope turns queries and keys.</summary>
/// <param name="Theta">The base of the wave lengths.</param>
internal sealed record RopeSettings(float Theta)
{
    /// <summary>What a fraction that was given in decimals may fall short of whole columns.</summary>
    private const float Rounding = 1e-3f;

    /// <summary>Theta of layers with a window, where it is another one.</summary>
    public float? LocalTheta { get; init; }

    /// <summary>The part of a head's columns that is turned.</summary>
    public float Fraction { get; init; } = 1;

    /// <summary>How wave lengths are stretched; null where they are not.</summary>
    public RopeScaling? Scaling { get; init; }

    /// <summary>Columns of a head that are turned: whole ones, rounded down where the fraction leaves a part of one.</summary>
    public int ColumnsOf(int columns) => (int)((columns * this.Fraction) + Rounding);
}

/// <summary>How wave lengths are stretched for sequences longer than those of the first training.</summary>
/// <param name="Type">linear, llama3, yarn or dynamic.</param>
/// <param name="Factor">How much longer sequences become.</param>
internal sealed record RopeScaling(string Type, float Factor)
{
    public int? OriginalLength { get; init; }

    public float? LowFrequencyFactor { get; init; }

    public float? HighFrequencyFactor { get; init; }

    public float? BetaFast { get; init; }

    public float? BetaSlow { get; init; }

    public float? AttentionFactor { get; init; }
}
