using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Weft.Generator.Text;

namespace Weft.Generator.Emission.Passes;

/// <summary>From a node of a forward pass to the kernel it needs and the call of it.</summary>
/// <param name="plan">The model.</param>
/// <param name="layout">The arena of the pass.</param>
/// <param name="kernels">Where kernels are asked for.</param>
/// <param name="rows">The arguments that name the first row and the number of rows.</param>
internal sealed class ForwardCalls(ModelPlan plan, PassLayout layout, KernelSet kernels, string rows = "row, rows")
{
    /// <summary>The calls for a block of rows.</summary>
    public IEnumerable<string> Rows(PassScope scope, Node node)
    {
        return node switch
        {
            Embedding embedding => [this.Embed(scope, embedding)],
            Norm norm => [this.Norm(scope, norm)],
            Projection { Derivative: not null } projection => Choose("pass.TakesGradient", this.Project(scope, projection), this.Project(scope, projection with { Derivative = null })),
            Projection projection => [this.Project(scope, projection)],
            Dropout dropout => [this.Drop(scope, dropout)],
            Gate gate => [this.Gate(scope, gate)],
            Rotary rotary => [this.Rotate(scope, rotary)],
            CrossEntropy loss => Choose("pass.Pass != TrainingPass.Logits", this.CrossEntropy(scope, loss)),
            _ => throw new InvalidOperationException($"{node.GetType().Name} does not work by rows."),
        };
    }

    private static IEnumerable<string> Choose(string condition, string then, string? otherwise = null) =>
        [$"if ({condition})", "{", $"    {then}", "}", .. otherwise is null ? (string[])[] : ["else", "{", $"    {otherwise}", "}"]];

    /// <summary>The call for a head of a sequence.</summary>
    public string Attend(PassScope scope, Attention attention)
    {
        AttentionShape shape = attention.Shape;
        string name = kernels.Add(new AttentionKernel(Tiling(shape, layout)));
        string head = shape.Heads == 1 ? "" : "head";
        string keyHead = shape.GroupSize == 1 ? head : shape.KeyValueHeads == 1 ? "" : $"(head / {shape.GroupSize})";

        return $"TKernels.{name}({this.Head(scope.Pointer(attention.Query), shape.PaddedKeySize, head)}, {this.Head(scope.Pointer(attention.Key), shape.PaddedKeySize, keyHead)}, " +
            $"{this.Head(scope.Pointer(attention.Value), shape.PaddedValueSize, keyHead)}, {this.Head(scope.Pointer(attention.Output), shape.PaddedValueSize, head)}, " +
            $"{this.Head(scope.Pointer(attention.LogSumExp), 1, head)}, {Sequences(attention)}{SlopeArgument(shape)}{DropoutArguments(shape)}pass.Scratch);";
    }

    /// <summary>Self- and cross-attention of one shape are one kernel, which is told its dropout site.</summary>
    public static AttentionTiling Tiling(AttentionShape shape, PassLayout layout) => new(shape with { Site = 0 }, layout.Rows, layout.LongestSequence);

    /// <summary>The part of a head; the only one has no number.</summary>
    public string Head(string pointer, int size, string head) => head.Length == 0 ? pointer : $"{pointer} + {head} * {Literal.Integer((long)size * layout.Rows.Capacity)}";

    /// <summary>The queries' rows; where attention is not causal, the keys' rows may be others.</summary>
    public static string Sequences(Attention attention)
    {
        string queries = Rows(attention.Output.Side);

        return attention.Shape.Causal ? queries : queries + Rows(attention.Key.Matrix.Side);

        static string Rows(Side side) => $"pass.{side}.Starts[sequence], pass.{side}.Lengths[sequence], ";
    }

    /// <summary>The slope of a head, where there are slopes.</summary>
    public static string SlopeArgument(AttentionShape shape) =>
        shape.HasSlopes ? $"{AttentionSlopes.Read(shape.Heads, "head")}, " : string.Empty;

    /// <summary>What attention draws its dropout mask from.</summary>
    public static string DropoutArguments(AttentionShape shape) => shape.Dropout > 0
        ? $"site + {shape.Site}, (uint)sequence, {(shape.Heads == 1 ? "0" : "(uint)head")}, pass.Dropout, "
        : string.Empty;

    private string Embed(PassScope scope, Embedding embedding)
    {
        int positionRows = embedding.Positions?.Rows ?? (embedding.Sinusoidal ? plan.Specification.MaxLength : 0);
        string name = kernels.Add(new EmbeddingKernel(embedding.Output.Columns, embedding.Table.Rows, positionRows, embedding.Scale, layout.Rows));
        string positions = positionRows == 0
            ? string.Empty
            : $"{(embedding.Positions is null ? BlockScope.Offset("pass.Activations", layout.PositionOffset) : scope.Parameter(embedding.Positions))}, pass.{embedding.Output.Side}.Positions, ";

        return $"TKernels.{name}({scope.Parameter(embedding.Table)}, pass.{embedding.Output.Side}.Tokens, {positions}{scope.Pointer(embedding.Output)}, {rows});";
    }

    private string Norm(PassScope scope, Norm norm)
    {
        string name = kernels.Add(new NormKernel(norm.Mean is not null, norm.Input.Columns, layout.Rows, norm.Epsilon));

        return this.Call(
            name, scope.Pointer(norm.Input), scope.Parameter(norm.Weight), norm.Bias is null ? null : scope.Parameter(norm.Bias),
            scope.Pointer(norm.Output), norm.Mean is null ? null : scope.Pointer(norm.Mean), scope.Pointer(norm.InverseDeviation));
    }

    private string Project(PassScope scope, Projection projection)
    {
        string name = kernels.Add(new ProductKernel(
            projection.Input.Columns.Padded, projection.Output.Columns.Padded, layout.Rows, projection.Biases.Length > 0, projection.Residual is not null, EpilogueOf(projection),
            plan.Parameters.Format));

        return this.Call(name, Operands(scope, projection));
    }

    /// <summary>What happens to a projection's sums.</summary>
    public static Epilogue EpilogueOf(Projection projection) => Activations.EpilogueOf(projection.Activation, withDerivative: projection.Derivative is not null);

    /// <summary>The matrices and vectors of a projection, in the order in which every product kernel takes them.</summary>
    public static string?[] Operands(PassScope scope, Projection projection) =>
    [
        scope.Pointer(projection.Input),
        projection.Weights[0].Kind == ParameterKind.Table ? scope.Copy(projection.Weights[0]) : scope.Parameter(projection.Weights[0]),
        projection.Biases.Length > 0 ? scope.Parameter(projection.Biases[0]) : null,
        projection.Residual is null ? null : scope.Pointer(projection.Residual),
        projection.Derivative is null ? null : scope.Pointer(projection.Derivative),
        scope.Pointer(projection.Output),
    ];

    private string Drop(PassScope scope, Dropout dropout)
    {
        string name = kernels.Add(new DropoutKernel(dropout.Input.Columns, layout.Rows, dropout.Residual is not null, dropout.Rate));
        string residual = dropout.Residual is null ? string.Empty : $"{scope.Pointer(dropout.Residual)}, ";

        return $"TKernels.{name}({scope.Pointer(dropout.Input)}, {residual}{scope.Pointer(dropout.Output)}, pass.{dropout.Output.Side}.Sequences, pass.{dropout.Output.Side}.Positions, site + {dropout.Site}, pass.Dropout, {rows});";
    }

    private string Gate(PassScope scope, Gate gate) => this.Call(
        kernels.Add(new GateKernel(gate.Output.Columns, layout.Rows, gate.Activation)), scope.Pointer(gate.Input), scope.Pointer(gate.Output));

    private string Rotate(PassScope scope, Rotary rotary) => this.Call(
        kernels.Add(new RotaryKernel(rotary.Heads.Columns, layout.Rows, rotary.IsInverse, plan.Specification.MaxLength)),
        scope.Pointer(rotary.Heads), BlockScope.Offset("pass.Activations", layout.PositionOffset), $"pass.{rotary.Side}.Positions");

    private string CrossEntropy(PassScope scope, CrossEntropy loss)
    {
        string name = kernels.Add(new CrossEntropyKernel(loss.Classes, loss.Smoothing, layout.Rows));

        return $"TKernels.{name}({scope.Pointer(loss.Logits)}, pass.Labels, pass.Losses, pass.TakesGradient, {rows});";
    }

    private string Call(string name, params string?[] arguments) =>
        $"TKernels.{name}({string.Join(", ", arguments.Where(static argument => argument is not null))}, {rows});";
}
