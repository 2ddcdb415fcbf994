using Weft.Generator.Graph;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Scores as formulas, for the summaries of kernels.</summary>
internal static class ScoreFormulas
{
    /// <summary>A product of queries and keys, scaled, and bent where there is a cap: <c>5f * tanh(query x key^T / sqrt(16) / 5f)</c>.
    /// </summary>
    public static string Of(int keySize, float scale, float softCap, string product)
    {
        bool isUsual = scale.Equals(AttentionShape.UsualScale(keySize));
        string score = $"{product} {(isUsual ? $"/ sqrt({keySize})" : $"* {Literal.Float(scale)}")}";
        string cap = Literal.Float(softCap);

        return softCap > 0 ? $"{cap} * tanh({score} / {cap})" : score;
    }
}
