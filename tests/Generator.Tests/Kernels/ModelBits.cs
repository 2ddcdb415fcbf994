using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Parameters and gradients down to their bits.</summary>
internal static class ModelBits
{
    /// <summary>A line per parameter: its name and a hash of its values.</summary>
    public static IEnumerable<string> OfParameters(TransformerModel model) =>
        model.Description.Parameters.Select(info => $"{info.Name} {Hash(info, model.Read)}");

    /// <summary>A line per parameter: its name and a hash of its gradient.</summary>
    public static IEnumerable<string> OfGradients(TrainingSession session) =>
        session.Model.Description.Parameters.Where(static info => info.IsTrained).Select(info => $"{info.Name} {Hash(info, session.ReadGradient)}");

    /// <summary>Elements of an arena that are not zero, padding included.</summary>
    public static unsafe int CountInArena(NativeArena arena)
    {
        int count = 0;

        for (nuint i = 0; i < arena.Length; i++)
        {
            count += arena.Pointer[i] == 0 ? 0 : 1;
        }

        return count;
    }

    /// <summary>Elements of all parameters that are trained that are not zero.</summary>
    public static int CountInParameters(ModelDescription model, Read read) =>
        model.Parameters.Where(static info => info.IsTrained).Sum(info => Values(info, read).Count(static value => value != 0));

    private static string Hash(ParameterInfo info, Read read) =>
        Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<float>(Values(info, read))));

    private static float[] Values(ParameterInfo info, Read read)
    {
        float[] values = new float[info.Count];
        read(info.Name, values);

        return values;
    }

    /// <summary>Copies a parameter's values, or something of their shape, out.</summary>
    public delegate void Read(string name, Span<float> values);
}
