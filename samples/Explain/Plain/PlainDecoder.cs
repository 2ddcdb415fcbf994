using System;
using System.Linq;

namespace Weft.Samples;

/// <summary>
/// A decoder with norms behind its sublayers and sinusoidal positions, in plain loops: what a generated one computes, and all that it does
/// not keep on the way.
/// </summary>
/// <param name="model">The generated model.</param>
/// <param name="size">Its d_model.</param>
/// <param name="layers">Its layers.</param>
/// <param name="heads">Its heads.</param>
internal sealed class PlainDecoder(TransformerModel model, int size, int layers, int heads)
{
    private readonly PlainWeights _weights = new(model);
    private readonly int _headSize = size / heads;

    /// <summary>Whether there are norms; without them the sums go on as they are, which no generated model does.</summary>
    public bool HasNorms { get; init; } = true;

    /// <summary>Whether what a sublayer reads is added to what it gives.</summary>
    public bool HasResiduals { get; init; } = true;

    /// <summary>Token embedding plus position: what the first layer reads.</summary>
    public double[][] Embed(ReadOnlySpan<int> tokens)
    {
        float[] table = _weights.Read("decoder.token_embedding.weight");
        double[][] rows = new double[tokens.Length][];

        for (int position = 0; position < rows.Length; position++)
        {
            int start = tokens[position] * size;
            rows[position] = [.. Sinusoids.Of(position, size).Select((value, column) => value + table[start + column])];
        }

        return rows;
    }

    /// <summary>Queries or keys of a head.</summary>
    /// <param name="which">query or key.</param>
    /// <param name="rows">What the layer reads.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="head">The head.</param>
    public double[][] Part(string which, double[][] rows, int layer, int head) =>
        [.. this.Project(layer, which, rows).Select(row => row[(head * _headSize)..((head + 1) * _headSize)])];

    /// <summary>What every layer gives, behind its last norm; before it what the first one reads.</summary>
    public double[][][] Run(ReadOnlySpan<int> tokens)
    {
        double[][][] streams = new double[layers + 1][][];
        streams[0] = this.Embed(tokens);

        for (int layer = 0; layer < layers; layer++)
        {
            double[][] attended = this.AddAndNorm(layer, "self_attention_norm", streams[layer], this.Attend(layer, streams[layer]));
            double[][] hidden = [.. _weights.Project(Name(layer, "feed_forward.up"), attended).Select(static row => row.Select(static value => Math.Max(0, value)).ToArray())];
            streams[layer + 1] = this.AddAndNorm(layer, "feed_forward_norm", attended, _weights.Project(Name(layer, "feed_forward.down"), hidden));
        }

        return streams;
    }

    private double[][] AddAndNorm(int layer, string norm, double[][] input, double[][] given)
    {
        double[][] sum = this.HasResiduals ? Add(input, given) : given;

        return this.HasNorms ? _weights.Norm(Name(layer, norm), sum) : sum;
    }

    private double[][] Attend(int layer, double[][] rows)
    {
        double[][] values = this.Project(layer, "value", rows);
        double[][] results = [.. rows.Select(row => new double[size])];

        for (int head = 0; head < heads; head++)
        {
            double[][] queries = this.Part("query", rows, layer, head);
            double[][] keys = this.Part("key", rows, layer, head);

            for (int query = 0; query < rows.Length; query++)
            {
                double[] weights = PlainWeights.Softmax([.. keys[..(query + 1)].Select(key => PlainWeights.Dot(queries[query], key) / Math.Sqrt(_headSize))]);

                for (int column = head * _headSize; column < (head + 1) * _headSize; column++)
                {
                    results[query][column] = weights.Select((weight, key) => weight * values[key][column]).Sum();
                }
            }
        }

        return this.Project(layer, "output", results);
    }

    private double[][] Project(int layer, string which, double[][] rows) => _weights.Project(Name(layer, $"self_attention.{which}"), rows);

    private static double[][] Add(double[][] a, double[][] b) => [.. a.Zip(b, static (x, y) => x.Zip(y, static (left, right) => left + right).ToArray())];

    private static string Name(int layer, string part) => $"decoder.layers.{layer}.{part}";
}
