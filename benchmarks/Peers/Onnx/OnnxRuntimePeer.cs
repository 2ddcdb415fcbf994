using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.OnnxRuntime;
using Weft.Benchmarks.Measuring;
using Weft.Generator.Specification;

namespace Weft.Benchmarks.Peers.Onnx;

/// <summary>ONNX Runtime with files that are written here; absent where its native library does not load.</summary>
internal static class OnnxRuntimePeer
{
    private static readonly AbsentContender Absent = new("ONNX Runtime", "its native library, in the package Microsoft.ML.OnnxRuntime, does not load here");

    /// <summary>A GPT with a model's own parameters.</summary>
    /// <returns>The ways to run it, of which the best is the peer.</returns>
    public static IReadOnlyList<Contender> CreateGpt(TransformerModel model, ModelSpecification specification, int[] tokens, int threads)
    {
        (byte[] file, string output) = OnnxGpt.Write(model, specification, tokens.Length);
        long[] ids = [.. tokens.Select(static token => (long)token)];

        return Create(threads, spins => new OnnxRuntimeContender(
            file, [OnnxGpt.Tokens], [OrtValue.CreateTensorValueFromMemory(ids, [1, tokens.Length])], output, [1, tokens.Length, specification.Outputs], threads, spins));
    }

    /// <summary>An encoder that comes as a file, over sequences of one length.</summary>
    /// <returns>The ways to run it, of which the best is the peer.</returns>
    public static IReadOnlyList<Contender> CreateEncoder(byte[] file, int[][] sequences, int columns, int threads)
    {
        long[] shape = [sequences.Length, sequences[0].Length];
        long[] tokens = [.. sequences.SelectMany(static sequence => sequence).Select(static token => (long)token)];
        long[] ones = new long[tokens.Length];
        Array.Fill(ones, 1L);

        return Create(threads, spins => new OnnxRuntimeContender(
            file,
            ["input_ids", "attention_mask", "token_type_ids"],
            [
                OrtValue.CreateTensorValueFromMemory(tokens, shape), OrtValue.CreateTensorValueFromMemory(ones, shape),
                OrtValue.CreateTensorValueFromMemory(new long[tokens.Length], shape),
            ],
            "last_hidden_state",
            [.. shape, columns],
            threads,
            spins));
    }

    /// <summary>Causal attention over random queries, keys and values.</summary>
    /// <returns>The ways to run it, of which the best is the peer.</returns>
    public static IReadOnlyList<Contender> CreateAttention(int heads, int headSize, int length, int threads)
    {
        (byte[] file, string output) = OnnxAttention.Write(heads, headSize, length);
        long[] shape = [1, heads, length, headSize];

        return Create(threads, spins => new OnnxRuntimeContender(
            file, OnnxAttention.Inputs, [.. OnnxAttention.Inputs.Select(_ => Draw(shape))], output, shape, threads, spins));
    }

    private static IReadOnlyList<Contender> Create(int threads, Func<bool, OnnxRuntimeContender> create)
    {
        try
        {
            return threads == 1 ? [create(true)] : [create(true), create(false)];
        }
        catch (Exception exception) when (exception is TypeInitializationException or DllNotFoundException)
        {
            return [Absent];
        }
    }

    private static OrtValue Draw(long[] shape)
    {
        Random random = new(1337);
        float[] values = new float[shape.Aggregate(1L, static (product, size) => product * size)];

        for (int i = 0; i < values.Length; i++)
        {
            values[i] = random.NextSingle() - 0.5f;
        }

        return OrtValue.CreateTensorValueFromMemory(values, shape);
    }
}
