using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Stress.Training;

/// <summary>AdamW in double by its definition, Loshchilov and Hutter 2019, with the clipping of PyTorch.</summary>
/// <param name="settings">The settings.</param>
/// <param name="parameters">The parameters by name; updated in place.</param>
internal sealed class OptimizerReference(TrainingSettings settings, IReadOnlyDictionary<string, double[]> parameters)
{
    private const double ClipEpsilon = 1e-6;
    private readonly Dictionary<string, double[]> _first = Zeros(parameters);
    private readonly Dictionary<string, double[]> _second = Zeros(parameters);
    private int _step;

    /// <summary>Takes a step.</summary>
    /// <param name="gradients">The gradients of the mean loss; what has none is frozen.</param>
    /// <returns>Their norm before clipping.</returns>
    public double Update(IReadOnlyDictionary<string, double[]> gradients)
    {
        AdamW adam = settings.Optimizer;
        double norm = Math.Sqrt(gradients.Values.Sum(static values => values.Sum(static value => value * value)));
        double scale = adam.ClipNorm is double clip ? Math.Min(1, clip / (norm + ClipEpsilon)) : 1;
        double rateOfAll = settings.RateOf(_step++);

        foreach ((string name, double[] values) in parameters.Where(item => gradients.ContainsKey(item.Key)))
        {
            double decay = settings.DecayOf(name);
            double rate = rateOfAll * settings.FactorOf(name);

            for (int i = 0; i < values.Length; i++)
            {
                double gradient = scale * gradients[name][i];
                ref double first = ref _first[name][i];
                ref double second = ref _second[name][i];
                first = (adam.Beta1 * first) + ((1 - adam.Beta1) * gradient);
                second = (adam.Beta2 * second) + ((1 - adam.Beta2) * gradient * gradient);
                double mean = first / (1 - Math.Pow(adam.Beta1, _step));
                double root = Math.Sqrt(second / (1 - Math.Pow(adam.Beta2, _step)));
                values[i] -= rate * ((decay * values[i]) + (mean / (root + adam.Epsilon)));
            }
        }

        return norm;
    }

    private static Dictionary<string, double[]> Zeros(IReadOnlyDictionary<string, double[]> parameters) =>
        parameters.ToDictionary(static item => item.Key, static item => new double[item.Value.Length]);
}
