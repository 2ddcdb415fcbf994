using Weft.Conformance;
using Weft.Conformance.Onnx;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Weft.Generator.Tests.Kernels;
using Xunit;

namespace Weft.Generator.Tests.Conformance;

/// <summary>Losses that compare with numbers, against values that were computed by hand from PyTorch's formulas.</summary>
public sealed class TargetLossTests
{
    // Two rows in a matrix with room for twelve; the first and the last labels of the second are as wrong as they can be.
    private static readonly double[] Outputs = [2, -1, 0.5, 30, -80, -20];
    private static readonly double[] Labels = [1, 0, 0.25, 0, 1, 0];

    public static TheoryData<string> Sets => [.. InstructionSetNames.All];

    /// <summary>BCEWithLogitsLoss: ln(1 + e^-2) = 0.126928, ln(1 + e^-1) = 0.313262, 0.5 - 0.125 + ln(1 + e^-0.5) = 0.849077; their mean.</summary>
    [Theory]
    [MemberData(nameof(Sets))]
    public void BinaryCrossEntropy_IsPyTorchs(string set) => Check(
        set,
        new BinaryCrossEntropyKernel(Axis.Of(3), NodeProgram.LayoutOf(2)),
        "logits",
        losses: [0.4297555609137674, 36.666666667353745],
        gradients: [-0.0397343073407059, 0.08964714045666504, 0.1241531104006182, 0.3333333333333022, -0.3333333333333333, 6.870512060634013e-10]);

    /// <summary>MSELoss: (1 + 1 + 0.0625) / 3.</summary>
    [Theory]
    [MemberData(nameof(Sets))]
    public void MeanSquaredError_IsPyTorchs(string set) => Check(
        set,
        new MeanSquaredErrorKernel(Axis.Of(3), NodeProgram.LayoutOf(2)),
        "values",
        losses: [0.6875, 2620.3333333333335],
        gradients: [0.66666666666666663, -0.66666666666666663, 0.16666666666666666, 20, -54, -13.333333333333334]);

    private static void Check(string set, Kernel kernel, string name, double[] losses, double[] gradients)
    {
        RowLayout layout = NodeProgram.LayoutOf(2);
        NodeProgram program = new(NodeCase.Of("Loss", "{}", []));
        PanelMatrix outputs = program.Matrix(Axis.Of(3), layout.Capacity, Outputs);
        int targets = program.Matrix(Axis.Of(3), 1, Labels[..3]).Offset;
        _ = program.Matrix(Axis.Of(3), 1, Labels[3..]);
        int sums = program.Reserve(2);
        program.CallByRows(kernel, 2, (name, outputs.Pointer()), ("targets", NodeProgram.Address(targets)), ("losses", NodeProgram.Address(sums)));
        program.Output(NodeCase.Tensor("losses", [2], losses), memory => [memory[sums], memory[sums + 1]]);
        program.Output(NodeCase.Tensor("gradients", [2, 3], gradients), memory => outputs.Unpack(memory, 2));
        NodeLibrary.Compile([program], InstructionSetNames.TryParse(set, out Generator.Specification.InstructionSets sets) ? sets : default);

        foreach ((OnnxTensor expected, double[] ours) in program.Run())
        {
            new Closeness().Check(
                expected.Name, System.Array.ConvertAll(ours, static value => (float)value), expected.Values, relative: 1e-6, absolute: 1e-12);
        }
    }
}
