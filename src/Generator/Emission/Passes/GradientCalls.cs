using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Weft.Generator.Text;

namespace Weft.Generator.Emission.Passes;

/// <summary>From a node of the backward pass to the kernels it needs and the calls of them.</summary>
internal sealed class GradientCalls(TrainingPlan training, KernelSet kernels, ForwardCalls forward)
{
    /// <summary>Panels of inputs whose weight gradients are one work item.</summary>
    private const int PanelGroup = 8;

    private int Stride => training.Rows.Stride;

    /// <summary>The calls for a block of rows; a rotation turned back is one of the forward pass.</summary>
    public IEnumerable<string> Rows(PassScope scope, Node node) => node switch
    {
        InputGradient gradient => [this.InputGradient(scope, gradient)],
        NormGradient gradient => [this.NormGradient(scope, gradient)],
        GateGradient gradient => [this.GateGradient(scope, gradient)],
        Clear clear => [Call(kernels.Add(new ClearKernel(clear.Output.Columns, training.Rows)), scope.Pointer(clear.Output))],
        _ => forward.Rows(scope, node),
    };

    /// <summary>The calls for a head of a sequence.</summary>
    public IEnumerable<string> Heads(PassScope scope, Node node) => node switch
    {
        Attention attention => [forward.Attend(scope, attention)],
        AttentionGradient gradient => this.AttentionGradient(scope, gradient),
        _ => throw new InvalidOperationException($"{node.GetType().Name} does not work by heads."),
    };

    /// <summary>The work on parameters' gradients.</summary>
    public IEnumerable<ParameterWork> Parameters(PassScope scope, Node node) => node switch
    {
        WeightGradient gradient => [this.WeightGradient(scope, gradient)],
        NormParameterGradient gradient => [this.NormParameterGradient(scope, gradient)],
        EmbeddingGradient gradient => this.EmbeddingGradient(scope, gradient),
        _ => throw new InvalidOperationException($"{node.GetType().Name} has no parameters."),
    };

    private string InputGradient(PassScope scope, InputGradient gradient)
    {
        Epilogue epilogue = gradient.Factor is null ? Epilogue.None : gradient.IsRelu ? Epilogue.ReluGradient : Epilogue.Factor;
        bool isTied = gradient.Weights[0].Kind == ParameterKind.Table;
        string name = kernels.Add(new ProductKernel(
            gradient.OutputGradient.Columns.Padded, gradient.Result.Columns.Padded, training.Rows, false, gradient.Residual is not null, epilogue));

        return Call(
            name, scope.Pointer(gradient.OutputGradient), isTied ? scope.Parameter(gradient.Weights[0]) : scope.Copy(gradient.Weights[0]),
            null, gradient.Residual is null ? null : scope.Pointer(gradient.Residual),
            gradient.Factor is null ? null : scope.Pointer(gradient.Factor), scope.Pointer(gradient.Result));
    }

    private string NormGradient(PassScope scope, NormGradient gradient)
    {
        string name = kernels.Add(new NormGradientKernel(gradient.Mean is not null, gradient.Input.Columns, training.Rows, gradient.Residual is not null));

        return Call(
            name, scope.Pointer(gradient.OutputGradient), scope.Pointer(gradient.Input), gradient.Mean is null ? null : scope.Pointer(gradient.Mean), scope.Pointer(gradient.InverseDeviation),
            scope.Parameter(gradient.Weight), gradient.Residual is null ? null : scope.Pointer(gradient.Residual), scope.Pointer(gradient.Result));
    }

    private string GateGradient(PassScope scope, GateGradient gradient) => Call(
        kernels.Add(new GateGradientKernel(gradient.OutputGradient.Columns, training.Rows, gradient.Activation)),
        scope.Pointer(gradient.OutputGradient), scope.Pointer(gradient.Input), scope.Pointer(gradient.Result));

    // Query heads that share a key and value head add to the same gradients: one item runs through all of them.
    private IEnumerable<string> AttentionGradient(PassScope scope, AttentionGradient gradient)
    {
        Attention attention = gradient.Forward;
        AttentionShape shape = attention.Shape;
        int keySize = shape.PaddedKeySize;
        int valueSize = shape.PaddedValueSize;
        string name = kernels.Add(new AttentionGradientKernel(ForwardCalls.Tiling(shape, training.Layout)));
        string member = shape.KeyValueHeads == 1 ? "head" : "member";
        string head = shape.Heads == 1 ? "" : "head";
        string keyHead = shape.GroupSize == 1 ? head : shape.KeyValueHeads == 1 ? "" : "keyHead";
        string call = $"TKernels.{name}({forward.Head(scope.Pointer(attention.Query), keySize, head)}, {forward.Head(scope.Pointer(attention.Key), keySize, keyHead)}, {forward.Head(scope.Pointer(attention.Value), valueSize, keyHead)}, " +
            $"{forward.Head(scope.Pointer(attention.Output), valueSize, head)}, {forward.Head(scope.Pointer(attention.LogSumExp), 1, head)}, {forward.Head(scope.Pointer(gradient.OutputGradient), valueSize, head)}, " +
            $"{forward.Head(scope.Pointer(gradient.QueryGradient), keySize, head)}, {forward.Head(scope.Pointer(gradient.KeyGradient), keySize, keyHead)}, {forward.Head(scope.Pointer(gradient.ValueGradient), valueSize, keyHead)}, " +
            $"{ForwardCalls.Sequences(attention)}{(shape.GroupSize == 1 ? "" : $"{member} > 0, ")}{ForwardCalls.SlopeArgument(shape)}{ForwardCalls.DropoutArguments(shape)}pass.Scratch);";

        if (shape.GroupSize == 1)
        {
            yield return call;
            yield break;
        }

        yield return $"for (nint {member} = 0; {member} < {shape.GroupSize}; {member}++)";
        yield return "{";

        if (shape.KeyValueHeads > 1)
        {
            yield return $"    nint head = (keyHead * {shape.GroupSize}) + member;";
        }

        yield return $"    {call}";
        yield return "}";
    }

    private static string Call(string name, params string?[] arguments) =>
        $"TKernels.{name}({string.Join(", ", arguments.Where(static argument => argument is not null))}, row, rows);";

    // One item: 16 columns of the gradient in memory, some panels of its rows. A tied table's rows are tokens: the logits' side.
    private ParameterWork WeightGradient(PassScope scope, WeightGradient gradient)
    {
        string name = kernels.Add(new WeightGradientKernel(training.Rows));
        Parameter weight = gradient.Weights[0];
        bool isTied = weight.Kind == ParameterKind.Table;
        Value left = isTied ? gradient.OutputGradient : gradient.Input;
        Value right = isTied ? gradient.Input : gradient.OutputGradient;
        int groups = (left.Columns.Panels + PanelGroup - 1) / PanelGroup;
        string rightPanel = $"{scope.Pointer(right)} + panel * {Literal.Integer(this.Stride)}";
        string columns = $"{scope.Gradient(weight)} + panel * {Literal.Integer((long)weight.Rows * Axis.PanelWidth)}";
        List<string> lines = groups == 1
            ?
            [
                "nint panel = item;",
                $"TKernels.{name}({scope.Pointer(left)}, {rightPanel}, {columns}, {left.Columns.Panels}, pass.{left.Side}.Rows, pass.AddsGradients);",
            ]
            :
            [
                $"nint panel = item / {groups};",
                $"nint first = item % {groups} * {PanelGroup};",
                $"TKernels.{name}({scope.Pointer(left)} + first * {Literal.Integer(this.Stride)}, {rightPanel}, {columns} + first * 256, " +
                    $"{(left.Columns.Panels % PanelGroup == 0 ? $"{PanelGroup}" : $"Math.Min({PanelGroup}, {left.Columns.Panels} - first)")}, pass.{left.Side}.Rows, pass.AddsGradients);",
            ];
        int biasPanels = 0;

        if (gradient.Biases.Length > 0)
        {
            string bias = kernels.Add(new BiasGradientKernel());
            string call = $"TKernels.{bias}({scope.Pointer(gradient.OutputGradient)} + panel * {Literal.Integer(this.Stride)}, {scope.Gradient(gradient.Biases[0])} + panel * 16, pass.{left.Side}.Rows, pass.AddsGradients);";

            if (isTied)
            {
                // The table's panels are columns of d_model; the biases follow as items of their own.
                biasPanels = gradient.OutputGradient.Columns.Panels;
                lines = WithBiasItems(lines, groups * right.Columns.Panels, call);
            }
            else
            {
                lines.AddRange(groups == 1 ? [call] : ["", "if (first == 0)", "{", $"    {call}", "}", ""]);
            }
        }

        return new ParameterWork(
            (right.Columns.Panels * groups) + biasPanels, $"{NodeLabels.Labels(gradient.Weights)}: {NodeLabels.Panels(right.Columns.Panels)} of columns, {left.Columns.Panels} of rows", lines);
    }

    private static List<string> WithBiasItems(List<string> lines, int items, string call) =>
    [
        $"if (item >= {items})", "{", $"    nint biasPanel = item - {items};", $"    {call.Replace("panel *", "biasPanel *")}", "    continue;", "}", "", .. lines,
    ];

    private ParameterWork NormParameterGradient(PassScope scope, NormParameterGradient gradient)
    {
        string name = kernels.Add(new NormParameterGradientKernel(gradient.Mean is not null));
        string mean = gradient.Mean is null ? string.Empty : $"{scope.Pointer(gradient.Mean)}, ";
        string bias = gradient.Bias is null ? string.Empty : $"{scope.Gradient(gradient.Bias)} + item * 16, ";
        string stride = Literal.Integer(this.Stride);

        return new ParameterWork(
            gradient.Input.Columns.Panels, NodeLabels.Label(gradient.Weight),
            [
                $"TKernels.{name}({scope.Pointer(gradient.OutputGradient)} + item * (nint){stride}, {scope.Pointer(gradient.Input)} + item * (nint){stride}, {mean}" +
                $"{scope.Pointer(gradient.InverseDeviation)}, {scope.Gradient(gradient.Weight)} + item * 16, {bias}pass.{gradient.Input.Side}.Rows, pass.AddsGradients);",
            ]);
    }

    private IEnumerable<ParameterWork> EmbeddingGradient(PassScope scope, EmbeddingGradient gradient)
    {
        yield return this.TableGradient(scope, gradient.OutputGradient, gradient.Table, "Tokens", gradient.Scale, training.Additions.Contains(gradient));

        if (gradient.Positions is not null)
        {
            yield return this.TableGradient(scope, gradient.OutputGradient, gradient.Positions, "Positions", 1, isAddition: false);
        }
    }

    private ParameterWork TableGradient(PassScope scope, Value outputGradient, Parameter table, string indices, float scale, bool isAddition)
    {
        string side = $"pass.{outputGradient.Side}";
        string name = kernels.Add(new EmbeddingGradientKernel(scale));
        string accumulate = isAddition ? "true" : "pass.AddsGradients";

        return new ParameterWork(
            outputGradient.Columns.Panels, NodeLabels.Label(table),
            [
                $"TKernels.{name}({scope.Pointer(outputGradient)} + item * (nint){Literal.Integer(this.Stride)}, {side}.{indices}, " +
                $"{scope.Gradient(table)} + item * (nint){Literal.Integer((long)table.Rows * Axis.PanelWidth)}, {table.Rows}, {side}.Rows, {accumulate});",
            ]);
    }
}
