using Weft;

namespace Weft.Library1;

/// <summary>The model of <c>models/digits.yaml</c>; the other part of the class is generated.</summary>
public sealed partial class Digits
{
    /// <summary>Goes on from some digits with the likeliest ones.</summary>
    /// <param name="digits">The digits, from 0 to 9; at least one.</param>
    /// <param name="count">How many follow.</param>
    public int[] Continue(ReadOnlySpan<int> digits, int count)
    {
        using Inference session = this.StartInference();
        List<int> next = [];

        foreach (int digit in session.Generate(digits, Sampling.Greedy, count))
        {
            next.Add(digit);
        }

        return [.. next];
    }
}
