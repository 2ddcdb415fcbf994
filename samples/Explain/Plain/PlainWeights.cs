using System;
using System.Linq;

namespace Weft.Samples;

/// <summary>Matrices of a model in plain loops and double precision: slow, and as short as the equations.</summary>
/// <param name="model">The model whose parameters are read.</param>
internal sealed class PlainWeights(TransformerModel model)
{
    private const double Epsilon = 1e-5;

    /// <summary>The numbers of a parameter.</summary>
    public float[] Read(string name)
    {
        float[] values = new float[model.Description.Parameters.Single(parameter => parameter.Name == name).Count];
        model.Read(name, values);

        return values;
    }

    /// <summary>x W + b for each row of x.</summary>
    /// <param name="name">The projection: its weight is [out, in].</param>
    /// <param name="rows">The rows.</param>
    public double[][] Project(string name, double[][] rows)
    {
        float[] weight = this.Read($"{name}.weight");
        float[] bias = this.Read($"{name}.bias");

        return [.. rows.Select(row => Enumerable.Range(0, bias.Length).Select(output => bias[output] + Dot(row, weight, output * row.Length)).ToArray())];
    }

    /// <summary>(x - mean) / deviation * weight + bias for each row of x.</summary>
    public double[][] Norm(string name, double[][] rows)
    {
        float[] weight = this.Read($"{name}.weight");
        float[] bias = this.Read($"{name}.bias");

        return [.. rows.Select(row =>
        {
            double mean = row.Average();
            double deviation = Math.Sqrt(row.Average(value => (value - mean) * (value - mean)) + Epsilon);

            return row.Select((value, column) => ((value - mean) / deviation * weight[column]) + bias[column]).ToArray();
        })];
    }

    /// <summary>Softmax of scores: exp(s) / sum of exp(s).</summary>
    public static double[] Softmax(double[] scores)
    {
        double most = scores.Max();
        double[] powers = [.. scores.Select(score => Math.Exp(score - most))];
        double sum = powers.Sum();

        return [.. powers.Select(power => power / sum)];
    }

    /// <summary>The product of two vectors.</summary>
    public static double Dot(double[] a, double[] b)
    {
        double sum = 0;

        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static double Dot(double[] row, float[] weight, int start)
    {
        double sum = 0;

        for (int i = 0; i < row.Length; i++)
        {
            sum += row[i] * weight[start + i];
        }

        return sum;
    }
}
