using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance;
using Weft.Conformance.Onnx;
using Weft.Generator.Graph;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Kernels;
using Xunit;

namespace Weft.Generator.Tests.Conformance;

/// <summary>Options of kernels that no spec asks for yet, on every instruction set, against their equations in double.</summary>
public sealed class NodeKernelTests
{
    // One compilation per set, for all tests.
    private static readonly Dictionary<string, Lazy<Dictionary<string, NodeProgram>>> Compiled =
        InstructionSetNames.All.ToDictionary(static set => set, static set => new Lazy<Dictionary<string, NodeProgram>>(() => CompileAll(set)));

    public static TheoryData<string> Sets => [.. InstructionSetNames.All];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Node_IsItsEquation(string set)
    {
        Assert.All(Compiled[set].Value, static item =>
        {
            foreach ((OnnxTensor expected, double[] ours) in item.Value.Run())
            {
                new Closeness().Check(
                    $"{item.Key}: {expected.Name}", [.. ours.Select(static value => (float)value)], expected.Values, relative: 3e-6, absolute: 1e-30);
            }
        });
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void HiddenQuery_IsExactlyZero(string set)
    {
        NodeProgram program = OnnxOperators.Build(new AttentionCase { MaskShape = [5, 9], HiddenQuery = 3 }.Build());
        Compile(set, program);
        double[] output = program.Run()[0].Ours;

        // [sequences, heads, queries, columns].
        Assert.All(Enumerable.Range(0, 4).SelectMany(item => output.Skip((item * 40) + 24).Take(8)), static value => Assert.Equal(0, value));
        Assert.DoesNotContain(output.Take(24), static value => value == 0 || double.IsNaN(value));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void BlockOfRows_EndsWhereTheNextBegins(string set)
    {
        const int Rows = 60;
        NodeCase random = new(seed: 37);
        RowLayout layout = NodeProgram.LayoutOf(Rows);
        Axis columns = Axis.Of(16);
        NodeProgram program = new(NodeCase.Of("MatMul", "{}", []));
        string input = program.Matrix(columns, layout.Capacity, random.Random("x", 1, Rows, 16).Values).Pointer();
        string weights = program.Matrix(columns, 16, random.Random("w", 1, 16, 16).Values).Pointer();
        double[] before = [.. Enumerable.Repeat(1234.0, Rows * 16)];
        ProductKernel kernel = new(16, 16, layout, HasBias: false, HasResidual: false, Epilogue.None);

        for (int rows = 4; rows <= 48; rows += 4)
        {
            int first = rows * 16;
            PanelMatrix output = program.Matrix(columns, layout.Capacity, before);
            program.Call(kernel, ("input", input), ("weights", weights), ("output", output.Pointer()), ("row", "0"), ("rows", $"{rows}"));
            program.Output(
                NodeCase.Tensor($"behind {rows} rows", [Rows - rows, 16], before[first..]),
                memory => output.Unpack(memory, Rows)[first..]);
        }

        Check(program, set);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void ScaledProduct_ScalesWhatTheEpilogueGives(string set)
    {
        NodeCase random = new(seed: 31);
        OnnxTensor x = random.Random("x", 1, 15, 16);
        OnnxTensor weights = random.Random("w", 1, 16, 32);
        OnnxTensor bias = random.Random("b", 1, 32);
        OnnxTensor residual = random.Random("r", 1, 15, 32);
        double[] expected = NodeCase.Fill([15, 32], index => (1.5f * Math.Max(
            0, Enumerable.Range(0, 16).Sum(k => NodeCase.At(x, index[0], k) * NodeCase.At(weights, k, index[1])) + bias.Values[index[1]])) - NodeCase.At(residual, index));
        NodeProgram program = new(NodeCase.Of("Product", "{}", []));
        RowLayout layout = NodeProgram.LayoutOf(15);
        PanelMatrix output = program.Matrix(Axis.Of(32), layout.Capacity);
        Epilogue relu = Epilogue.Of(Activation.Relu, withDerivative: false);
        ProductKernel kernel = new(16, 32, layout, HasBias: true, HasResidual: true, relu) { Scale = 1.5f, ResidualScale = -1 };
        program.CallByRows(
            kernel, 15,
            ("input", program.Matrix(Axis.Of(16), layout.Capacity, x.Values).Pointer()),
            ("weights", program.Matrix(Axis.Of(32), 16, weights.Values).Pointer()),
            ("bias", program.Vector(bias.Values).Pointer()),
            ("residual", program.Matrix(Axis.Of(32), layout.Capacity, residual.Values).Pointer()),
            ("output", output.Pointer()));
        program.Output(NodeCase.Tensor("output", [15, 32], expected), memory => output.Unpack(memory, 15));

        Check(program, set);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Product_AddsTheResidualToWhatTheEpilogueGives(string set)
    {
        CheckResidual(set, Epilogue.Factor, static (sum, other) => sum * other);
        CheckResidual(set, Epilogue.Mask, static (sum, other) => other > 0 ? sum : 0);
        CheckResidual(set, Epilogue.Of(Activation.Relu, withDerivative: false), static (sum, _) => Math.Max(0, sum));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Methods_StayWithinTheirBudget(string set)
    {
        NodeProgram any = Compiled[set].Value.Values.First(static program => program.IsCompiled);
        List<MethodSize> sizes = [.. new MethodSizes(any.Pass!.Method.Module.Assembly).All()];

        Assert.Contains(sizes, static size => size.InlinedCalls >= 4);
        Assert.DoesNotContain(sizes, static size => InstructionBudgetTests.IsOver(size));
    }

    private static void CheckResidual(string set, Epilogue epilogue, Func<double, double, double> apply)
    {
        NodeCase random = new(seed: 37);
        OnnxTensor x = random.Random("x", 1, 15, 16);
        OnnxTensor weights = random.Random("w", 1, 16, 32);
        OnnxTensor residual = random.Random("r", 1, 15, 32);
        OnnxTensor other = random.Random("o", 1, 15, 32);
        double[] expected = NodeCase.Fill([15, 32], index => NodeCase.At(residual, index) + apply(
            Enumerable.Range(0, 16).Sum(k => NodeCase.At(x, index[0], k) * NodeCase.At(weights, k, index[1])), NodeCase.At(other, index)));
        NodeProgram program = new(NodeCase.Of("Product", "{}", []));
        RowLayout layout = NodeProgram.LayoutOf(15);
        PanelMatrix output = program.Matrix(Axis.Of(32), layout.Capacity);
        (string, string?)[] others = epilogue.Matrix is string matrix
            ? [(matrix, program.Matrix(Axis.Of(32), layout.Capacity, other.Values).Pointer())]
            : [];
        program.CallByRows(
            new ProductKernel(16, 32, layout, HasBias: false, HasResidual: true, epilogue), 15,
            [
                ("input", program.Matrix(Axis.Of(16), layout.Capacity, x.Values).Pointer()),
                ("weights", program.Matrix(Axis.Of(32), 16, weights.Values).Pointer()),
                ("residual", program.Matrix(Axis.Of(32), layout.Capacity, residual.Values).Pointer()),
                .. others,
                ("output", output.Pointer()),
            ]);
        program.Output(NodeCase.Tensor("output", [15, 32], expected), memory => output.Unpack(memory, 15));

        Check(program, set);
    }

    private static void Check(NodeProgram program, string set)
    {
        Compile(set, program);

        foreach ((OnnxTensor expected, double[] ours) in program.Run())
        {
            new Closeness().Check(expected.Name, [.. ours.Select(static value => (float)value)], expected.Values, relative: 3e-6);
        }
    }

    private static Dictionary<string, NodeProgram> CompileAll(string set)
    {
        Dictionary<string, NodeProgram> programs = NodeReferences.All.ToDictionary(static item => item.Key, static item => OnnxOperators.Build(item.Value()));
        Compile(set, [.. programs.Values.Where(static program => program.IsCompiled)]);

        return programs;
    }

    private static void Compile(string set, params NodeProgram[] programs)
    {
        Assert.True(InstructionSetNames.TryParse(set, out InstructionSets sets));
        NodeLibrary.Compile(programs, sets);
    }
}
