using System;

namespace Weft;

/// <summary>
/// What the errors of inputs that are rounded add to the weights of those that are rounded later, so that the outputs change least: GPTQ
/// (Frantar et al. 2022), in the form of LDLQ, which Chee et al. 2023 show to be the same. With the second moments U D U^T, weight i is
/// rounded as w[i] + sum(U[j, i] (w[j] - q[j]), j before i), and the error e of that counts D[i] e^2 for the outputs.
/// </summary>
internal sealed class RoundingFeedback
{
    private readonly int _count;
    private readonly float[] _parts;
    private readonly float[] _importance;

    /// <summary>Takes what is needed of moments, in single precision.</summary>
    public RoundingFeedback(DampedMoments moments)
    {
        this.Order = moments.Order;
        _count = moments.Order.Length;
        _parts = new float[(long)_count * _count];
        _importance = new float[_count];

        for (int place = 0; place < _count; place++)
        {
            _importance[place] = (float)(moments.Diagonal(place) / moments.Diagonal(0));

            for (int earlier = 0; earlier < place; earlier++)
            {
                _parts[((nint)place * _count) + earlier] = (float)moments.Upper(earlier, place);
            }
        }
    }

    /// <inheritdoc cref="DampedMoments.Order"/>
    public int[] Order { get; }

    /// <summary>What the squared error of the input at a place of the order counts, beside that of the first.</summary>
    public float Importance(int place) => _importance[place];

    /// <summary>What the error of each input before a place of the order adds to the one there.</summary>
    public ReadOnlySpan<float> Parts(int place) => new(_parts, place * _count, place);
}
