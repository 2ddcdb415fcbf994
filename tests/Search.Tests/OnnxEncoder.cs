using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Weft.Samples.Tests;

/// <summary>The package's model, run by ONNX Runtime on tokens that are given.</summary>
internal sealed class OnnxEncoder : IDisposable
{
    private readonly Microsoft.ML.OnnxRuntime.InferenceSession _session = new([.. PackagedFiles.Read(ModelFiles.Package, ".onnx")]);

    /// <summary>The means of the hidden states. Shorter sequences are filled up, and the mask says so.</summary>
    public double[][] Encode(IReadOnlyList<int[]> sequences)
    {
        int length = sequences.Max(static sequence => sequence.Length);
        int[] shape = [sequences.Count, length];
        DenseTensor<long> ids = new(shape);
        DenseTensor<long> mask = new(shape);

        for (int sequence = 0; sequence < sequences.Count; sequence++)
        {
            for (int position = 0; position < sequences[sequence].Length; position++)
            {
                ids[sequence, position] = sequences[sequence][position];
                mask[sequence, position] = 1;
            }
        }

        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = _session.Run(
        [
            NamedOnnxValue.CreateFromTensor("input_ids", ids),
            NamedOnnxValue.CreateFromTensor("attention_mask", mask),
            NamedOnnxValue.CreateFromTensor("token_type_ids", new DenseTensor<long>(shape)),
        ]);
        Tensor<float> states = results.Single(static result => result.Name == "last_hidden_state").AsTensor<float>();

        return [.. sequences.Select((tokens, sequence) => Mean(states, sequence, tokens.Length))];
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private static double[] Mean(Tensor<float> states, int sequence, int length)
    {
        double[] mean = new double[states.Dimensions[2]];

        for (int position = 0; position < length; position++)
        {
            for (int column = 0; column < mean.Length; column++)
            {
                mean[column] += states[sequence, position, column] / (double)length;
            }
        }

        return mean;
    }
}
