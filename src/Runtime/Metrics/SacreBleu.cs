namespace Weft;

/// <summary>What the scores of this library agree with: sacreBLEU (Post 2018, "A Call for Clarity in Reporting BLEU Scores").</summary>
public static class SacreBleu
{
    /// <summary>
    /// The version that signatures name. BLEU and chrF have not changed between sacreBLEU 2.0.0 and this one: any 2.x gives the same
    /// scores.
    /// </summary>
    public const string CompatibleVersion = "2.5.1";
}
