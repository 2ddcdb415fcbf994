using Weft.Conformance.Onnx.Nodes;

namespace Weft.Conformance.Onnx;

/// <summary>The operators that there are kernels for.</summary>
internal static class OnnxOperators
{
    /// <summary>Plans a case.</summary>
    /// <exception cref="OnnxSkippedException">It asks for what no kernel does.</exception>
    /// <exception cref="OnnxCaseException">Its tensors or attributes do not fit its operator.</exception>
    public static NodeProgram Build(OnnxCase node)
    {
        NodeProgram program = node.Operator switch
        {
            "Attention" => AttentionNode.Build(node),
            "LayerNormalization" => NormNode.Build(node, isCentered: true),
            "RMSNormalization" => NormNode.Build(node, isCentered: false),
            "RotaryEmbedding" => RotaryNode.Build(node),
            "Softmax" => SoftmaxNode.Build(node, isLogarithm: false),
            "LogSoftmax" => SoftmaxNode.Build(node, isLogarithm: true),
            "Gelu" => ActivationNode.BuildGelu(node),
            "Swish" => ActivationNode.BuildSwish(node),
            "MatMul" => ProductNode.BuildMatMul(node),
            "Gemm" => ProductNode.BuildGemm(node),
            "SoftmaxCrossEntropyLoss" => LossNode.Build(node, takesLogits: true),
            "NegativeLogLikelihoodLoss" => LossNode.Build(node, takesLogits: false),
            "Adam" => AdamNode.Build(node),
            _ => throw new OnnxSkippedException($"the operator {node.Operator} has no kernel"),
        };

        if (node.Attributes.Unread is string unread)
        {
            throw new OnnxSkippedException($"nothing is known of the attribute '{unread}' of {node.Operator}");
        }

        if (node.Outputs[0].Type != "float32")
        {
            program.Remark($"{node.Outputs[0].Type} numbers, computed in float32");
        }

        return program;
    }
}
