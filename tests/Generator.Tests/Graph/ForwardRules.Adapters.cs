using System;
using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Tests.Graph;

/// <content>Adapters, and activations that stand behind them.</content>
internal static partial class ForwardRules
{
    // output += input W^T, from the panels of its slices on.
    private static void AddAdapter(InterpreterFrame frame, AdapterProduct product)
    {
        Matrix input = frame.Values[product.Input.Matrix];
        Matrix output = frame.Values[product.Output.Matrix];
        int from = product.Input.Panel * Panels.Width;

        foreach ((double[] weight, _, int[] outputs, int[] inputs, IEnumerable<int> rows)
            in Stack(frame, product.Output.Matrix, [product.Weight], [], frame.Parameter, product.Output.Panel * Panels.Width))
        {
            foreach (int row in rows)
            {
                for (int o = 0; o < outputs.Length; o++)
                {
                    for (int i = 0; i < inputs.Length; i++)
                    {
                        output[row, outputs[o]] += weight[(o * inputs.Length) + i] * input[row, from + inputs[i]];
                    }
                }
            }
        }
    }

    private static void Activate(InterpreterFrame frame, Activate node)
    {
        Matrix input = frame.Values[node.Input];
        Matrix? derivative = node.Derivative is null ? null : frame.Create(node.Derivative);
        Matrix output = frame.Create(node.Output);
        HashCode pattern = default;
        pattern.Add(frame.ReluPattern);

        for (int row = 0; row < output.Rows; row++)
        {
            for (int column = 0; column < output.Columns; column++)
            {
                pattern.Add(node.Activation == Activation.Relu && input[row, column] > 0);
                output[row, column] = Activate(node.Activation, input[row, column]);

                if (derivative is not null)
                {
                    derivative[row, column] = Differentiate(node.Activation, input[row, column]);
                }
            }
        }

        frame.ReluPattern = pattern.ToHashCode();
    }
}
