using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Emission.Kernels;
using Weft.Generator.Graph;
using Weft.Generator.Planning;
using Weft.Generator.Specification;

namespace Weft.Generator.Emission.Passes;

/// <summary>From a node of a training pass to the kernel it needs and the call of it.</summary>
internal sealed class NodeCalls(ModelPlan plan, TrainingPlan training, KernelSet kernels)
{
    /// <summary>Panels of inputs whose weight gradients are one work item.</summary>
    private const int PanelGroup = 8;

    private int Stride => training.Rows.Stride;

    /// <summary>A few words on a node, for the comment above its phase.</summary>
    public static string Describe(Node node) => node switch
    {
        Embedding => "token embeddings" + (((Embedding)node).Positions is not null || ((Embedding)node).Sinusoidal ? " and positions" : ""),
        Norm norm => Label(norm.Weight),
        Projection projection => Labels(projection.Weights) + (projection.Activation is null ? "" : $" and {projection.Activation.ToString().ToLowerInvariant()}") +
            (projection.Residual is null ? "" : " and the residual"),
        Dropout dropout => $"dropout of {Words(dropout.Input.Name)}",
        Attention attention => AttentionLabel(attention),
        Graph.CrossEntropy => "losses",
        InputGradient gradient => $"through {Labels(gradient.Weights)}",
        NormGradient gradient => $"through {Label(gradient.Weight)}",
        Graph.AttentionGradient gradient => $"through {AttentionLabel(gradient.Forward)}",
        Graph.Gate => "the gate",
        Clear => "no gradient of the encoder's output yet",
        Graph.GateGradient => "through the gate",
        Rotary rotary => rotary.IsInverse ? "queries and keys turned back" : "queries and keys turned by their positions",
        _ => "gradients of the parameters",
    };

    public IEnumerable<string> Rows(PassScope scope, Node node)
    {
        if (node is CrossEntropy loss)
        {
            yield return "if (pass.Pass != TrainingPass.Logits)";
            yield return "{";
            yield return $"    {this.CrossEntropy(scope, loss)}";
            yield return "}";
            yield break;
        }

        yield return node switch
        {
            Embedding embedding => this.Embed(scope, embedding),
            Norm norm => this.Norm(scope, norm),
            Projection projection => this.Project(scope, projection),
            Dropout dropout => this.Drop(scope, dropout),
            InputGradient gradient => this.InputGradient(scope, gradient),
            NormGradient gradient => this.NormGradient(scope, gradient),
            Gate gate => this.Gate(scope, gate),
            GateGradient gradient => this.GateGradient(scope, gradient),
            Rotary rotary => this.Rotate(scope, rotary),
            Clear clear => Call(kernels.Add(new ClearKernel(clear.Output.Columns, training.Rows)), scope.Pointer(clear.Output)),
            _ => throw new InvalidOperationException($"{node.GetType().Name} does not work by rows."),
        };
    }

    public IEnumerable<string> Heads(PassScope scope, Node node) => node switch
    {
        Attention attention => [this.Attend(scope, attention)],
        AttentionGradient gradient => this.AttentionGradient(scope, gradient),
        _ => throw new InvalidOperationException($"{node.GetType().Name} does not work by heads."),
    };

    public IEnumerable<ParameterWork> Parameters(PassScope scope, Node node) => node switch
    {
        WeightGradient gradient => [this.WeightGradient(scope, gradient)],
        NormParameterGradient gradient => [this.NormParameterGradient(scope, gradient)],
        EmbeddingGradient gradient => this.EmbeddingGradient(scope, gradient),
        _ => throw new InvalidOperationException($"{node.GetType().Name} has no parameters."),
    };

    /// <summary>A description as a comment: with a capital and a full stop.</summary>
    public static string Sentence(string description) => $"{char.ToUpperInvariant(description[0])}{description.Substring(1)}.";

    private static string AttentionLabel(Attention attention) => attention.Query.Matrix == attention.Key.Matrix ? "self-attention" : "cross-attention";

    // self_attention.query.weight -> self-attention query
    private static string Label(Parameter parameter) => parameter.Name.Substring(0, parameter.Name.LastIndexOf('.'))
        .Replace("_attention", "-attention").Replace("feed_forward", "feed-forward").Replace('_', ' ').Replace('.', ' ');

    // self_attention.query.weight, .key.weight, .value.weight -> self-attention query, key and value
    private static string Labels(ImmutableArray<Parameter> stacked)
    {
        string[] others = stacked.Skip(1).Select(static parameter => Label(parameter).Split(' ').Last()).ToArray();

        return others.Length == 0
            ? Label(stacked[0])
            : $"{string.Join(", ", others.Take(others.Length - 1).Prepend(Label(stacked[0])))} and {others[others.Length - 1]}";
    }

    // attentionSumGradient -> attention sum gradient
    private static string Words(string name) => string.Concat(name.Select(static letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));

    private static string Panels(int count) => count == 1 ? "1 panel" : $"{count} panels";

    private string Embed(PassScope scope, Embedding embedding)
    {
        int positionRows = embedding.Positions?.Rows ?? (embedding.Sinusoidal ? plan.Specification.MaxLength : 0);
        string name = kernels.Add(new EmbeddingKernel(embedding.Output.Columns, embedding.Table.Rows, positionRows, embedding.Scale, training.Rows));
        string positions = positionRows == 0
            ? string.Empty
            : $"{(embedding.Positions is null ? BlockScope.Offset("pass.Activations", training.PositionOffset) : scope.Parameter(embedding.Positions))}, pass.{embedding.Output.Side}.Positions, ";

        return $"TKernels.{name}({scope.Parameter(embedding.Table)}, pass.{embedding.Output.Side}.Tokens, {positions}{scope.Pointer(embedding.Output)}, row, rows);";
    }

    private string Norm(PassScope scope, Norm norm)
    {
        string name = kernels.Add(new NormKernel(norm.Mean is not null, norm.Input.Columns, training.Rows, norm.Epsilon));

        return Call(
            name, scope.Pointer(norm.Input), scope.Parameter(norm.Weight), norm.Bias is null ? null : scope.Parameter(norm.Bias),
            scope.Pointer(norm.Output), norm.Mean is null ? null : scope.Pointer(norm.Mean), scope.Pointer(norm.Deviation));
    }

    private string Project(PassScope scope, Projection projection)
    {
        Epilogue epilogue = Activations.EpilogueOf(projection.Activation, withDerivative: projection.Derivative is not null);
        bool isTied = projection.Weights[0].Kind == ParameterKind.Table;
        string name = kernels.Add(new ProductKernel(
            projection.Input.Columns.Padded, projection.Output.Columns.Padded, training.Rows, projection.Biases.Length > 0, projection.Residual is not null, epilogue));

        return Call(
            name, scope.Pointer(projection.Input), isTied ? scope.Copy(projection.Weights[0]) : scope.Parameter(projection.Weights[0]),
            projection.Biases.Length > 0 ? scope.Parameter(projection.Biases[0]) : null,
            projection.Residual is null ? null : scope.Pointer(projection.Residual),
            projection.Derivative is null ? null : scope.Pointer(projection.Derivative),
            scope.Pointer(projection.Output));
    }

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

    private static string Call(string name, params string?[] arguments) =>
        $"TKernels.{name}({string.Join(", ", arguments.Where(static argument => argument is not null))}, row, rows);";

    private string Drop(PassScope scope, Dropout dropout)
    {
        string name = kernels.Add(new DropoutKernel(dropout.Input.Columns, training.Rows, dropout.Residual is not null, dropout.Rate));
        string residual = dropout.Residual is null ? string.Empty : $"{scope.Pointer(dropout.Residual)}, ";

        return $"TKernels.{name}({scope.Pointer(dropout.Input)}, {residual}{scope.Pointer(dropout.Output)}, pass.{dropout.Output.Side}.Sequences, pass.{dropout.Output.Side}.Positions, (site + {dropout.Site}) << 16, pass.Dropout, row, rows);";
    }

    private string NormGradient(PassScope scope, NormGradient gradient)
    {
        string name = kernels.Add(new NormGradientKernel(gradient.Mean is not null, gradient.Input.Columns, training.Rows, gradient.Residual is not null));

        return Call(
            name, scope.Pointer(gradient.OutputGradient), scope.Pointer(gradient.Input), gradient.Mean is null ? null : scope.Pointer(gradient.Mean), scope.Pointer(gradient.Deviation),
            scope.Parameter(gradient.Weight), gradient.Residual is null ? null : scope.Pointer(gradient.Residual), scope.Pointer(gradient.Result));
    }

    private string Gate(PassScope scope, Gate gate) => Call(
        kernels.Add(new GateKernel(gate.Output.Columns, training.Rows, gate.Activation)), scope.Pointer(gate.Input), scope.Pointer(gate.Output));

    private string GateGradient(PassScope scope, GateGradient gradient) => Call(
        kernels.Add(new GateGradientKernel(gradient.OutputGradient.Columns, training.Rows, gradient.Activation)),
        scope.Pointer(gradient.OutputGradient), scope.Pointer(gradient.Input), scope.Pointer(gradient.Result));

    private string Rotate(PassScope scope, Rotary rotary) => Call(
        kernels.Add(new RotaryKernel(rotary.Heads.Columns, training.Rows, rotary.IsInverse, plan.Specification.MaxLength)),
        scope.Pointer(rotary.Heads), BlockScope.Offset("pass.Activations", training.PositionOffset), $"pass.{rotary.Side}.Positions");

    private string CrossEntropy(PassScope scope, CrossEntropy loss)
    {
        string name = kernels.Add(new CrossEntropyKernel(loss.Classes, loss.Smoothing, training.Rows));

        return $"TKernels.{name}({scope.Pointer(loss.Logits)}, pass.Labels, pass.Losses, pass.Pass >= TrainingPass.Gradient, row, rows);";
    }

    // Self- and cross-attention of one shape are one kernel, which is told its dropout site.
    private AttentionTiling Tiling(AttentionShape shape) => new(shape with { Site = 0 }, training.Rows, plan.Specification.Training!.Length);

    private string Attend(PassScope scope, Attention attention)
    {
        AttentionShape shape = attention.Shape;
        string name = kernels.Add(new AttentionKernel(this.Tiling(shape)));
        string head = shape.Heads == 1 ? "" : "head";
        string keyHead = shape.GroupSize == 1 ? head : shape.KeyValueHeads == 1 ? "" : $"(head / {shape.GroupSize})";

        return $"TKernels.{name}({this.Head(scope.Pointer(attention.Query), shape.PaddedKeySize, head)}, {this.Head(scope.Pointer(attention.Key), shape.PaddedKeySize, keyHead)}, " +
            $"{this.Head(scope.Pointer(attention.Value), shape.PaddedValueSize, keyHead)}, {this.Head(scope.Pointer(attention.Output), shape.PaddedValueSize, head)}, " +
            $"{this.Head(scope.Pointer(attention.LogSumExp), 1, head)}, {Sequences(attention)}{SlopeArgument(shape)}{DropoutArguments(shape)}pass.Scratch);";
    }

    // Query heads that share a key and value head add to the same gradients: one item runs through all of them.
    private IEnumerable<string> AttentionGradient(PassScope scope, AttentionGradient gradient)
    {
        Attention attention = gradient.Forward;
        AttentionShape shape = attention.Shape;
        int keySize = shape.PaddedKeySize;
        int valueSize = shape.PaddedValueSize;
        string name = kernels.Add(new AttentionGradientKernel(this.Tiling(shape)));
        string member = shape.KeyValueHeads == 1 ? "head" : "member";
        string head = shape.Heads == 1 ? "" : "head";
        string keyHead = shape.GroupSize == 1 ? head : shape.KeyValueHeads == 1 ? "" : "keyHead";
        string call = $"TKernels.{name}({this.Head(scope.Pointer(attention.Query), keySize, head)}, {this.Head(scope.Pointer(attention.Key), keySize, keyHead)}, {this.Head(scope.Pointer(attention.Value), valueSize, keyHead)}, " +
            $"{this.Head(scope.Pointer(attention.Output), valueSize, head)}, {this.Head(scope.Pointer(attention.LogSumExp), 1, head)}, {this.Head(scope.Pointer(gradient.OutputGradient), valueSize, head)}, " +
            $"{this.Head(scope.Pointer(gradient.QueryGradient), keySize, head)}, {this.Head(scope.Pointer(gradient.KeyGradient), keySize, keyHead)}, {this.Head(scope.Pointer(gradient.ValueGradient), valueSize, keyHead)}, " +
            $"{Sequences(attention)}{(shape.GroupSize == 1 ? "" : $"{member} > 0, ")}{SlopeArgument(shape)}{DropoutArguments(shape)}pass.Scratch);";

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

    // The part of a head; the only one has no number.
    private string Head(string pointer, int size, string head) => head.Length == 0 ? pointer : $"{pointer} + {head} * {Literal.Integer((long)size * training.Rows.Capacity)}";

    // The queries' rows; where attention is not causal, the keys' rows may be others.
    private static string Sequences(Attention attention)
    {
        string queries = Rows(attention.Output.Side);

        return attention.Shape.Causal ? queries : queries + Rows(attention.Key.Matrix.Side);

        static string Rows(Side side) => $"pass.{side}.Starts[sequence], pass.{side}.Lengths[sequence], ";
    }

    private static string SlopeArgument(AttentionShape shape) =>
        !shape.HasSlopes ? string.Empty : shape.Heads == 1 ? $"{Literal.Float(1 / 256f)}, " : $"MathF.Pow(2, -8f * (head + 1) / {shape.Heads}), ";

    private static string DropoutArguments(AttentionShape shape) => shape.Dropout > 0
        ? $"((site + {shape.Site}) << 16) | (uint)sequence, {(shape.Heads == 1 ? "0" : "(uint)head")}, pass.Dropout, "
        : string.Empty;

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
            (right.Columns.Panels * groups) + biasPanels, $"{Labels(gradient.Weights)}: {Panels(right.Columns.Panels)} of columns, {left.Columns.Panels} of rows", lines);
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
            gradient.Input.Columns.Panels, Label(gradient.Weight),
            [
                $"TKernels.{name}({scope.Pointer(gradient.OutputGradient)} + item * (nint){stride}, {scope.Pointer(gradient.Input)} + item * (nint){stride}, {mean}" +
                $"{scope.Pointer(gradient.Deviation)}, {scope.Gradient(gradient.Weight)} + item * 16, {bias}pass.{gradient.Input.Side}.Rows, pass.AddsGradients);",
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
            outputGradient.Columns.Panels, Label(table),
            [
                $"TKernels.{name}({scope.Pointer(outputGradient)} + item * (nint){Literal.Integer(this.Stride)}, {side}.{indices}, " +
                $"{scope.Gradient(table)} + item * (nint){Literal.Integer((long)table.Rows * Axis.PanelWidth)}, {table.Rows}, {side}.Rows, {accumulate});",
            ]);
    }
}
