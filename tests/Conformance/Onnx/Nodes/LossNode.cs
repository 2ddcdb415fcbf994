using System.Linq;
using Weft.Conformance.Onnx.Kernels;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Planning;

namespace Weft.Conformance.Onnx.Nodes;

/// <summary>
/// SoftmaxCrossEntropyLoss and NegativeLogLikelihoodLoss: classes are the columns of a row, all other axes its number. The losses of
/// rows come from kernels and are added up as the runtime adds those of a batch.
/// </summary>
internal static class LossNode
{
    /// <summary>Plans the node.</summary>
    /// <param name="node">The case.</param>
    /// <param name="takesLogits">Whether a softmax comes first; otherwise the input holds log-probabilities.</param>
    public static NodeProgram Build(OnnxCase node, bool takesLogits)
    {
        OnnxTensor x = node.Input(0, "input");
        OnnxTensor? weight = node.OptionalInput(2);
        node.RequireFloats(x, weight);
        OnnxCaseException.ThrowUnless(x.Rank >= 2, $"'{x.Name}' has the shape {x.ShapeText}; a row needs its number and its classes.");
        OnnxTensor last = x.MoveToEnd(1);
        int classes = x.Shape[1];
        int rows = x.Values.Length / classes;
        int[] labels = Labels(node, rows, classes);
        OnnxCaseException.ThrowUnless(weight is null || weight.Values.Length == classes, $"'{weight?.Name}' has {weight?.Values.Length} weights for {classes} classes.");

        RowLayout layout = NodeProgram.LayoutOf(rows);
        NodeProgram program = new(node);
        PanelMatrix matrix = program.Matrix(Axis.Of(classes), layout.Capacity, last.Values);
        int losses = program.Reserve(rows);
        (string Name, string? Value)[] operands = [("labels", program.Integers(labels)), ("losses", NodeProgram.Address(losses))];

        if (takesLogits)
        {
            AddProbabilities(program, matrix, layout, rows, x, last);
            CrossEntropyKernel kernel = new(classes, 0, layout);
            program.CallByRows(kernel, rows, [("logits", matrix.Pointer()), .. operands, ("withGradient", "false")]);
        }
        else
        {
            program.CallByRows(new LikelihoodKernel(layout), rows, [("logarithms", matrix.Pointer()), .. operands]);
        }

        if (weight is not null)
        {
            program.CallByRows(new ClassWeightKernel(), rows, [("weights", program.Vector(weight.Values).Pointer()), .. operands]);
        }

        AddLoss(program, labels, weight, losses);

        return program;
    }

    // An ignored label is negative in a kernel.
    private static int[] Labels(OnnxCase node, int rows, int classes)
    {
        OnnxTensor target = node.Input(1, "target");
        int? ignored = node.Attributes.OptionalInteger("ignore_index");
        int[] labels = [.. target.ToIntegers().Select(label => label == ignored ? -1 : label)];
        OnnxCaseException.ThrowUnless(labels.Length == rows, $"'{target.Name}' has {labels.Length} labels for {rows} rows.");

        for (int row = 0; row < rows; row++)
        {
            OnnxCaseException.ThrowUnless(
                labels[row] < classes && (labels[row] >= 0 || target.Values[row] == ignored), $"'{target.Name}' has the label {labels[row]}; there are {classes} classes.");
        }

        return labels;
    }

    // Before the loss: it leaves exponentials in the place of the logits.
    private static void AddProbabilities(NodeProgram program, PanelMatrix logits, RowLayout layout, int rows, OnnxTensor x, OnnxTensor last)
    {
        if (program.Node.Outputs.Length < 2)
        {
            return;
        }

        PanelMatrix logarithms = program.Matrix(logits.Columns, layout.Capacity);
        SoftmaxKernel kernel = new(logits.Columns, layout, IsLogarithm: true);
        program.CallByRows(kernel, rows, ("input", logits.Pointer()), ("output", logarithms.Pointer()));
        program.Output(program.Node.Outputs[1], memory => new OnnxTensor(x.Name, x.Type, last.Shape, logarithms.Unpack(memory, rows)).MoveFromEnd(1).Values);
    }

    private static void AddLoss(NodeProgram program, int[] labels, OnnxTensor? weight, int losses)
    {
        string reduction = program.Node.Attributes.Text("reduction", "mean");
        OnnxCaseException.ThrowUnless(reduction is "none" or "sum" or "mean", $"the attribute 'reduction' is '{reduction}'; 'none', 'sum' or 'mean' was expected.");
        double divisor = reduction == "mean" ? labels.Where(static label => label >= 0).Sum(label => weight?.Values[label] ?? 1) : 1;
        program.Output(program.Node.Outputs[0], memory =>
        {
            double[] ofRows = [.. memory.Skip(losses).Take(labels.Length).Select(static value => (double)value)];

            return reduction == "none" ? ofRows : [ofRows.Sum() / divisor];
        });
    }
}
