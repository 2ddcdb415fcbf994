using System;
using System.Linq;

namespace Weft;

/// <summary>
/// Fills parameters from a seed. Element e of parameter p (both in the order of the model's table and of its files) draws from
/// block (e / 4, p) of <see cref="Philox4x32"/>: the values depend on neither layout nor threads.
/// </summary>
internal static class ParameterInitializer
{
    private const double WordStep = 1.0 / (1L << 32);

    /// <summary>Fills every parameter of <paramref name="model"/> as its table says.</summary>
    public static void Initialize(TransformerModel model, ulong seed) => Initialize(model, seed, static _ => true);

    /// <summary>Fills the parameters that are meant.</summary>
    public static unsafe void Initialize(TransformerModel model, ulong seed, Func<ParameterInfo, bool> isMeant)
    {
        // One place for all, and none that the garbage collector keeps: the tables of a language model are some hundred megabytes.
        long largest = model.Description.Parameters.Where(isMeant).Select(static info => info.Count).DefaultIfEmpty().Max();
        using NativeArena place = new((nuint)largest, $"{model.Description.Name}: the values of the largest parameter");

        for (int parameter = 0; parameter < model.Description.Parameters.Length; parameter++)
        {
            ParameterInfo info = model.Description.Parameters[parameter];

            if (!isMeant(info))
            {
                continue;
            }

            Span<float> values = new(place.Pointer, checked((int)info.Count));
            Fill(values, info.Initialization, parameter, seed);
            new ParameterView(info, model.Parameters).CopyFrom(values);
        }

        model.MarkParametersChanged();
    }

    private static void Fill(Span<float> values, ParameterInitialization initialization, int parameter, ulong seed)
    {
        if (initialization.Distribution == ParameterDistribution.Constant)
        {
            values.Fill(initialization.Value);

            return;
        }

        Span<double> drawn = stackalloc double[4];

        for (int start = 0; start < values.Length; start += 4)
        {
            PhiloxBlock words = Philox4x32.Generate(new PhiloxBlock((uint)(start / 4), 0, (uint)parameter, 0), seed);

            if (initialization.Distribution == ParameterDistribution.Normal)
            {
                DrawNormal(words, drawn);
            }
            else
            {
                DrawUniform(words, drawn);
            }

            for (int index = start; index < Math.Min(start + 4, values.Length); index++)
            {
                values[index] = (float)(drawn[index - start] * initialization.Value);
            }
        }
    }

    // Uniform in (-1, 1).
    private static void DrawUniform(PhiloxBlock words, Span<double> drawn)
    {
        drawn[0] = (2 * Unit(words.Word0)) - 1;
        drawn[1] = (2 * Unit(words.Word1)) - 1;
        drawn[2] = (2 * Unit(words.Word2)) - 1;
        drawn[3] = (2 * Unit(words.Word3)) - 1;
    }

    // Box and Muller: a pair of uniform numbers gives a pair of independent standard normal ones.
    private static void DrawNormal(PhiloxBlock words, Span<double> drawn)
    {
        (drawn[0], drawn[1]) = NormalPair(words.Word0, words.Word1);
        (drawn[2], drawn[3]) = NormalPair(words.Word2, words.Word3);
    }

    private static (double First, double Second) NormalPair(uint radiusBits, uint angleBits)
    {
        double radius = Math.Sqrt(-2 * Math.Log(Unit(radiusBits)));
        (double sine, double cosine) = Math.SinCos(2 * Math.PI * Unit(angleBits));

        return (radius * cosine, radius * sine);
    }

    // In (0, 1), the ends excluded: its logarithm is finite.
    private static double Unit(uint bits) => (bits + 0.5) * WordStep;
}
