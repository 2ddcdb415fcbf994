using Weft.Conformance.Onnx.Kernels;
using Weft.Generator.Graph;
using Weft.Generator.Planning;
using Weft.Generator.Specification;

namespace Weft.Conformance.Onnx.Nodes;

/// <summary>Gelu and Swish: every element alone, so that the whole tensor is one row.</summary>
internal static class ActivationNode
{
    /// <summary>Plans a Gelu node.</summary>
    public static NodeProgram BuildGelu(OnnxCase node) => Build(node, node.Attributes.Text("approximate", "none") switch
    {
        "none" => Activation.Gelu,
        "tanh" => Activation.GeluTanh,
        string other => throw new OnnxCaseException($"the attribute 'approximate' is '{other}'; 'none' or 'tanh' was expected."),
    });

    /// <summary>Plans a Swish node, x / (1 + exp(-alpha x)).</summary>
    public static NodeProgram BuildSwish(OnnxCase node)
    {
        float alpha = node.Attributes.Float("alpha", 1);

        return alpha == 0 ? throw new OnnxSkippedException("with an alpha of 0 Swish is x / 2 and no activation") : Build(node, Activation.Silu, alpha);
    }

    private static NodeProgram Build(OnnxCase node, Activation function, float slope = 1)
    {
        OnnxTensor x = node.Input(0, "X");
        node.RequireFloats(x);
        NodeProgram program = new(node);
        Axis columns = Axis.Of(x.Values.Length);
        PanelMatrix input = program.Vector(x.Values);
        PanelMatrix output = program.Matrix(columns, 1);
        ActivationKernel kernel = new(columns, RowLayout.Row, function) { Slope = slope };
        program.CallByRows(kernel, 1, ("input", input.Pointer()), ("output", output.Pointer()));
        program.Output(node.Outputs[0], memory => output.Unpack(memory, 1));

        return program;
    }
}
