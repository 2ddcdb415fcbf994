using System;
using System.Linq;

namespace Weft.Conformance.Onnx.Nodes;

/// <summary>
/// Adam, by the runtime's AdamW kernel. ONNX's Adam is the older one: its L2 term is part of the gradient, which is therefore added to the
/// gradient first (the kernel only knows decoupled decay); decay afterwards also shrinks the step; epsilon stands beside the root of the
/// uncorrected second moment; the bias correction counts steps from T, and is left out where T is 0. All but the first are factors
/// of the kernel.
/// </summary>
internal static class AdamNode
{
    /// <summary>Plans the node.</summary>
    public static unsafe NodeProgram Build(OnnxCase node)
    {
        OnnxTensor rate = node.Input(0, "R");
        OnnxTensor step = node.Input(1, "T");
        node.RequireFloats(rate);
        OnnxCaseException.ThrowUnless(rate.Values.Length == 1 && step.Values.Length == 1, "the learning rate and the step are one number each.");
        int tensors = (node.Inputs.Length - 2) / 4;
        OnnxCaseException.ThrowUnless(
            tensors > 0 && node.Inputs.Length == 2 + (4 * tensors) && node.Outputs.Length == 3 * tensors, "Adam takes R, T and four inputs, and gives three outputs, for each tensor.");
        float decay = node.Attributes.Float("norm_coefficient", 0);
        AdamWFactors factors = Factors(node.Attributes, rate.Values[0], step.Values[0]);
        NodeProgram program = new(node);

        if (decay != 0)
        {
            program.Remark("the L2 term is added to the gradient before the optimizer runs");
        }

        Update[] updates = [.. Enumerable.Range(0, tensors).Select(tensor => AddUpdate(program, tensor, tensors, decay))];
        program.Pass = arena =>
        {
            foreach (Update update in updates)
            {
                AdamWKernel.Update(arena + update.Parameters, arena + update.Gradients, arena + update.First, arena + update.Second, (nuint)update.Floats, in factors);
            }
        };

        return program;
    }

    private static AdamWFactors Factors(OnnxAttributes attributes, double rate, double step)
    {
        double alpha = attributes.Float("alpha", 0.9f);
        double beta = attributes.Float("beta", 0.999f);
        float epsilon = attributes.Float("epsilon", 1e-6f);
        double decay = 1 - (double)attributes.Float("norm_coefficient_post", 0);
        double corrected = step > 0 ? rate * Math.Sqrt(1 - Math.Pow(beta, step)) / (1 - Math.Pow(alpha, step)) : rate;

        return new AdamWFactors(
            GradientScale: 1, Decay: (float)decay, Beta1: (float)alpha, Beta2: (float)beta, Gain1: (float)(1 - alpha), Gain2: (float)(1 - beta),
            RootScale: 1, epsilon, StepSize: (float)(corrected * decay));
    }

    // Inputs and outputs come role by role: all parameters, then all gradients ...
    private static Update AddUpdate(NodeProgram program, int tensor, int tensors, float decay)
    {
        OnnxTensor[] roles = [.. Enumerable.Range(0, 4).Select(role => program.Node.Input(2 + (role * tensors) + tensor, "X, G, V, H"))];
        program.Node.RequireFloats(roles);
        OnnxCaseException.ThrowUnless(roles.All(role => role.Shape.SequenceEqual(roles[0].Shape)), $"'{roles[0].Name}' has the shape {roles[0].ShapeText}, its gradient or a moment another.");
        double[] gradients = [.. roles[1].Values.Zip(roles[0].Values, (gradient, parameter) => gradient + (decay * parameter))];
        PanelMatrix parameters = program.Vector(roles[0].Values);
        PanelMatrix first = program.Vector(roles[2].Values);
        PanelMatrix second = program.Vector(roles[3].Values);

        foreach ((int role, PanelMatrix result) in new[] { (0, parameters), (1, first), (2, second) })
        {
            program.Output(program.Node.Outputs[(role * tensors) + tensor], memory => result.Unpack(memory, 1));
        }

        return new Update(parameters.Offset, program.Vector(gradients).Offset, first.Offset, second.Offset, parameters.Floats);
    }

    /// <summary>Where a tensor's numbers stand in the arena.</summary>
    private sealed record Update(int Parameters, int Gradients, int First, int Second, int Floats);
}
