using System;
using System.Runtime.Intrinsics;

namespace Weft;

/// <summary>
/// Rounds weights for the inputs that they have. What layers before have lost is made up for first: the weights w + w C H^-1 / 2, with C =
/// sum((e - x) x^T), go half the way to those whose outputs for the rounded layers' x are nearest to those of w for the exact ones' e
/// (quantization error propagation, Arai and Ichikawa 2025, of strength 1/2). Then their errors go to inputs that are rounded later (<see
/// cref="RoundingFeedback"/>). Where outputs have a bias, their means become exact by it, and weights are for what is left.
/// </summary>
internal sealed class CalibratedRounding : IParallelWork
{
    private const double Strength = 0.5;

    private readonly InputMoments _moments;
    private readonly DampedMoments _damped;
    private readonly RoundingFeedback _feedback;
    private readonly Workers _workers;
    private ParameterInfo? _info;
    private float[] _values = [];

    /// <summary>Takes the moments of a product's inputs.</summary>
    /// <param name="moments">The moments; about the means where a bias is corrected.</param>
    /// <param name="storage">A storage of integers.</param>
    /// <param name="workers">The threads; any number gives the same integers.</param>
    public CalibratedRounding(InputMoments moments, WeightStorage storage, Workers workers)
    {
        _moments = moments;
        _workers = workers;
        _damped = DampedMoments.Of(moments, ((IntegerPanel)WeightPanel.Of(storage)).GroupRows, workers);
        _feedback = new RoundingFeedback(_damped);
        this.Storage = storage;
    }

    /// <summary>How weights are stored.</summary>
    public WeightStorage Storage { get; }

    /// <summary>Rounds weights of those inputs.</summary>
    /// <param name="info">The parameter.</param>
    /// <param name="values">[out, in].</param>
    /// <exception cref="InvalidOperationException">A weight is infinite or NaN.</exception>
    public StoredParameter Round(ParameterInfo info, ReadOnlySpan<float> values)
    {
        _info = info;
        _values = values.ToArray();
        _workers.Run(this);
        StoredParameter parameter = new(info, this.Storage);
        parameter.Write(_values, _feedback);

        return parameter;
    }

    /// <summary>Adds to a bias what the outputs of rounded weights lack in the mean.</summary>
    /// <param name="info">The weights' parameter.</param>
    /// <param name="values">[out, in], exact.</param>
    /// <param name="rounded">[out, in].</param>
    /// <param name="bias">[out].</param>
    public void Correct(ParameterInfo info, ReadOnlySpan<float> values, ReadOnlySpan<float> rounded, Span<float> bias)
    {
        ParameterAxis axis = info.Second!.Value;

        for (int output = 0; output < bias.Length; output++)
        {
            double missing = 0;

            for (int input = 0; input < axis.Count; input++)
            {
                (int place, int column) = ((output * axis.Count) + input, axis.IndexOf(input));
                missing += (values[place] * _moments.ExactMean(column)) - (rounded[place] * _moments.Mean(column));
            }

            bias[output] += (float)missing;
        }
    }

    /// <inheritdoc/>
    void IParallelWork.Execute(Team team, int worker)
    {
        Vector512<double>[] change = new Vector512<double>[_moments.Columns];

        int outputs = _info!.First.Count;

        while (team.Claim((outputs + Vector512<double>.Count - 1) / Vector512<double>.Count, out int item))
        {
            int first = item * Vector512<double>.Count;
            this.MakeUp(first, Math.Min(Vector512<double>.Count, outputs - first), change);
        }
    }

    // Eight outputs side by side.
    private void MakeUp(int first, int count, Vector512<double>[] change)
    {
        ParameterAxis axis = _info!.Second!.Value;
        Array.Clear(change);

        for (int input = 0; input < axis.Count; input++)
        {
            Vector512<double> weights = default;

            for (int i = 0; i < count; i++)
            {
                weights = weights.WithElement(i, _values[((first + i) * axis.Count) + input]);
            }

            AddProduct(weights, _moments.Differences(axis.IndexOf(input)), change);
        }

        _damped.Solve(change);

        for (int input = 0; input < axis.Count; input++)
        {
            for (int i = 0; i < count; i++)
            {
                _values[((first + i) * axis.Count) + input] += (float)(Strength * change[axis.IndexOf(input)][i]);
            }
        }
    }

    private static void AddProduct(Vector512<double> weights, ReadOnlySpan<double> row, Vector512<double>[] sums)
    {
        for (int column = 0; column < row.Length; column++)
        {
            sums[column] += weights * Vector512.Create(row[column]);
        }
    }
}
