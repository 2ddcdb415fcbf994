using System;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft;

/// <summary>
/// Rounds weights for the inputs that they have. What layers before have lost is made up for first: the weights w + w C H^-1 / 2, with C =
/// sum((e - x) x^T), go half the way to those whose outputs for the rounded layers' x are nearest to those of w for the exact ones' e
/// (quantization error propagation, Arai and Ichikawa 2025, of strength 1/2). Then their errors go to inputs that are rounded later (<see
/// cref="RoundingFeedback"/>).
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
    /// <param name="moments">The moments.</param>
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
    /// <param name="values">[out, in]; they are what is rounded in the end.</param>
    /// <exception cref="InvalidOperationException">A weight is infinite or NaN.</exception>
    public StoredParameter Round(ParameterInfo info, float[] values)
    {
        _info = info;
        _values = values;
        _workers.Run(this);
        StoredParameter parameter = new(info, this.Storage);
        parameter.Write(_values, _feedback);

        return parameter;
    }

    /// <inheritdoc/>
    void IParallelWork.Execute(Team team, int worker)
    {
        double[] change = new double[_moments.Columns];
        int inputs = _info!.Second!.Value.Count;

        while (team.Claim(_info.First.Count, out int output))
        {
            this.MakeUp(_values.AsSpan(output * inputs, inputs), _info.Second.Value, change);
        }
    }

    private void MakeUp(Span<float> weights, ParameterAxis axis, double[] change)
    {
        Array.Clear(change);

        for (int input = 0; input < weights.Length; input++)
        {
            AddProduct(weights[input], _moments.Differences(axis.IndexOf(input)), change);
        }

        _damped.Solve(change);

        for (int input = 0; input < weights.Length; input++)
        {
            weights[input] += (float)(Strength * change[axis.IndexOf(input)]);
        }
    }

    private static void AddProduct(double weight, ReadOnlySpan<double> row, double[] sums)
    {
        ref double sum = ref MemoryMarshal.GetArrayDataReference(sums);

        for (nuint at = 0; at < (nuint)row.Length; at += (nuint)Vector512<double>.Count)
        {
            Vector512<double> product = Vector512.Create(weight) * Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(row), at);
            (Vector512.LoadUnsafe(ref sum, at) + product).StoreUnsafe(ref sum, at);
        }
    }
}
