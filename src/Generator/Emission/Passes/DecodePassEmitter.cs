using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Emission.Kernels;
using Weft.Generator.Graph;
using Weft.Generator.Planning;
using Weft.Generator.Specification;

namespace Weft.Generator.Emission.Passes;

/// <summary>
/// Writes the pass that decodes one token: the nodes of the forward graph over a single row, keys and values from the caches. A
/// product is cut by panels of outputs, attention by heads; the rest is one item.
/// </summary>
internal sealed class DecodePassEmitter(ModelPlan plan, DecodePlan decode, KernelSet kernels)
{
    /// <summary>Output panels of one work item: at d_model 288, 36 KB of weights.</summary>
    private const int PanelGroup = 2;

    private ModelSpecification Specification => plan.Specification;

    /// <param name="whole">The specification with its training section, which the header names.</param>
    public GeneratedSource Write(ModelSpecification whole) => GeneratedFile.Write(whole, "Decode", ["System", "System.Runtime.CompilerServices"], nullable: false, writer =>
    {
        using (writer.WriteBlock($"unsafe partial class {this.Specification.Model}"))
        using (writer.WriteBlock("partial class Inference"))
        {
            this.WriteChain(writer);

            foreach (Block block in plan.Graph.Blocks)
            {
                writer.WriteLine();
                this.WriteBlock(writer, block);
            }
        }
    });

    private void WriteChain(SourceWriter writer)
    {
        writer.WriteSummary("One token through every block; the residual stream changes between two buffers.");
        writer.WriteLine("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.WriteLine("private static void Decode<TKernels>(Team team, float* weights, float* copies, float* state, int token, int position)");

        using (writer.WriteBlock("    where TKernels : struct, IKernels"))
        {
            int step = 0;

            foreach (Block block in plan.Graph.Blocks)
            {
                BlockParameters parameters = plan.Parameters.Of(block);

                for (int i = 0; i < block.Repetitions; i++)
                {
                    string input = block.Input is null ? "" : $", {this.Chain(step - 1)}";
                    string output = block.Output is null ? "" : $", {this.Chain(step)}";
                    string cache = HasAttention(block) ? $", {BlockScope.Offset("state", decode.CacheOffset + (i * decode.LayerFloats))}" : "";
                    writer.WriteCall($"{block.Name}<TKernels>(team, weights, copies, {BlockScope.Offset("weights", parameters.Base + (i * parameters.Stride))}, state{cache}{input}{output}, token, position);");
                    step++;
                }
            }
        }
    }

    private static bool HasAttention(Block block) => block.Forward.OfType<Attention>().Any();

    private string Chain(int step) => BlockScope.Offset("state", step % 2 * decode.ChainFloats);

    private void WriteBlock(SourceWriter writer, Block block)
    {
        BlockScope scope = new(plan, block, "weights", "copies");
        scope.Bind(block.Input, "input");
        scope.Bind(block.Output, "output");
        SourceWriter body = new(TrainingPassEmitter.BodyMargin);

        foreach (Node node in block.Forward)
        {
            body.WriteLine();
            body.WriteComment(NodeCalls.Sentence(NodeCalls.Describe(node)));
            this.WriteNode(body, scope, node);
            body.WriteLine();
            body.WriteLine("team.Barrier();");
        }

        string signature = string.Concat(
            "Team team, float* weights, float* copies, float* parameters, float* state",
            HasAttention(block) ? ", float* cache" : "",
            block.Input is null ? "" : ", float* input",
            block.Output is null ? "" : ", float* output");
        writer.WriteSummary(Summary(block));
        writer.WriteLine("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.WriteCall($"private static void {block.Name}<TKernels>({signature}, int token, int position)");

        using (writer.WriteBlock("    where TKernels : struct, IKernels"))
        {
            foreach (string declaration in scope.Declarations)
            {
                writer.WriteLine(declaration);
            }

            writer.WriteLine(body.ToString().TrimEnd('\n'));
        }
    }

    private static string Summary(Block block) =>
        block.Input is null ? "The token to the residual stream." :
        block.Output is null ? "The residual stream to logits." :
        "One layer for one position, whose keys and values join the cache.";

    private string Pointer(BlockScope scope, Value value) =>
        scope.TryGet(value, out string name) ? name :
        value.Name == "logits" ? scope.Declare(value, "state", decode.LogitsOffset) :
        scope.Declare(value, "state", decode.SharedOffset + decode.Shared[value]);

    private string Pointer(BlockScope scope, Slice slice) => BlockScope.Offset(this.Pointer(scope, slice.Matrix), slice.Panel * Axis.PanelWidth);

    private void WriteNode(SourceWriter writer, BlockScope scope, Node node)
    {
        switch (node)
        {
            case Embedding embedding:
                this.WriteOnce(writer, this.Embed(scope, embedding));
                break;
            case Norm norm:
                this.WriteOnce(writer, this.Norm(scope, norm));
                break;
            case Gate gate:
                string gateName = kernels.Add(new GateKernel(gate.Output.Columns, RowLayout.Row, gate.Activation));
                this.WriteOnce(writer, $"TKernels.{gateName}({this.Pointer(scope, gate.Input)}, {this.Pointer(scope, gate.Output)}, 0, 1);");
                break;
            case Rotary rotary:
                string rotaryName = kernels.Add(new RotaryKernel(rotary.Heads.Columns, RowLayout.Row, IsInverse: false, this.Specification.MaxLength));
                this.WriteOnce(writer, $"TKernels.{rotaryName}({this.Pointer(scope, rotary.Heads)}, {BlockScope.Offset("state", decode.PositionOffset)}, &position, 0, 1);");
                break;
            case Projection projection:
                this.WriteProjection(writer, scope, projection);
                break;
            case Attention attention:
                this.WriteAttention(writer, scope, attention);
                break;
            default:
                throw new InvalidOperationException($"{node.GetType().Name} does not decode.");
        }
    }

    private void WriteOnce(SourceWriter writer, string call)
    {
        using (writer.WriteBlock("if (team.Claim(1, out _))"))
        {
            writer.WriteCall(call);
        }
    }

    private string Embed(BlockScope scope, Embedding embedding)
    {
        int positionRows = embedding.Positions?.Rows ?? (embedding.Sinusoidal ? this.Specification.MaxLength : 0);
        string name = kernels.Add(new EmbeddingKernel(embedding.Output.Columns, embedding.Table.Rows, positionRows, embedding.Scale, RowLayout.Row));
        string positions = positionRows == 0
            ? string.Empty
            : $"{(embedding.Positions is null ? BlockScope.Offset("state", decode.PositionOffset) : scope.Parameter(embedding.Positions))}, &position, ";

        return $"TKernels.{name}({scope.Parameter(embedding.Table)}, &token, {positions}{this.Pointer(scope, embedding.Output)}, 0, 1);";
    }

    private string Norm(BlockScope scope, Norm norm)
    {
        string name = kernels.Add(new NormKernel(norm.Mean is not null, norm.Input.Columns, RowLayout.Row, norm.Epsilon));
        string bias = norm.Bias is null ? string.Empty : $"{scope.Parameter(norm.Bias)}, ";
        string mean = norm.Mean is null ? string.Empty : $"{this.Pointer(scope, norm.Mean)}, ";

        return $"TKernels.{name}({this.Pointer(scope, norm.Input)}, {scope.Parameter(norm.Weight)}, {bias}{this.Pointer(scope, norm.Output)}, {mean}{this.Pointer(scope, norm.Deviation)}, 0, 1);";
    }

    private void WriteProjection(SourceWriter writer, BlockScope scope, Projection projection)
    {
        Epilogue epilogue = Activations.EpilogueOf(projection.Activation, withDerivative: false);
        bool isTied = projection.Weights[0].Kind == ParameterKind.Table;
        string name = kernels.Add(new RowProductKernel(projection.Input.Columns.Padded, projection.Biases.Length > 0, projection.Residual is not null, epilogue));
        List<string> arguments = [this.Pointer(scope, projection.Input), isTied ? scope.Copy(projection.Weights[0]) : scope.Parameter(projection.Weights[0])];

        if (projection.Biases.Length > 0)
        {
            arguments.Add(scope.Parameter(projection.Biases[0]));
        }

        if (projection.Residual is not null)
        {
            arguments.Add(this.Pointer(scope, projection.Residual));
        }

        arguments.Add(this.Pointer(scope, projection.Output));
        int panels = projection.Output.Columns.Panels;

        if (panels <= PanelGroup)
        {
            this.WriteOnce(writer, $"TKernels.{name}({string.Join(", ", arguments)}, 0, {panels});");
            return;
        }

        using (writer.WriteBlock($"while (team.Claim({(panels + PanelGroup - 1) / PanelGroup}, out int item))"))
        {
            writer.WriteCall($"TKernels.{name}({string.Join(", ", arguments)}, item * {PanelGroup}, {(panels % PanelGroup == 0 ? $"{PanelGroup}" : $"Math.Min({PanelGroup}, {panels} - (item * {PanelGroup}))")});");
        }
    }

    // One item per key and value head: its query heads read the same caches.
    private void WriteAttention(SourceWriter writer, BlockScope scope, Attention attention)
    {
        AttentionShape shape = attention.Shape;
        string name = kernels.Add(new CachedAttentionKernel(shape, decode.Positions));
        string caches = Literal.Integer(decode.KeyFloats + decode.ValueFloats);

        string Head(string pointer, string floats) => shape.KeyValueHeads == 1 ? pointer : $"{pointer} + head * {floats}";

        using (writer.WriteBlock(shape.KeyValueHeads == 1 ? "if (team.Claim(1, out _))" : $"while (team.Claim({shape.KeyValueHeads}, out int head))"))
        {
            writer.WriteCall($"TKernels.{name}({Head(this.Pointer(scope, attention.Query), Literal.Integer(shape.PaddedKeySize * shape.GroupSize))}, " +
                $"{Head(this.Pointer(scope, attention.Key), Literal.Integer(shape.PaddedKeySize))}, {Head(this.Pointer(scope, attention.Value), Literal.Integer(shape.PaddedValueSize))}, " +
                $"{Head("cache", $"(nint){caches}")}, {Head($"cache + {Literal.Integer(decode.KeyFloats)}", $"(nint){caches}")}, " +
                $"{Head($"state + {Literal.Integer(decode.ScoreOffset)}", Literal.Integer(decode.ScoreFloats))}, " +
                $"{Head(this.Pointer(scope, attention.Output), Literal.Integer(shape.PaddedValueSize * shape.GroupSize))}, " +
                $"{(!shape.HasSlopes ? "" : shape.KeyValueHeads == 1 ? "0, " : "head, ")}position);");
        }
    }
}
