using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Generator.Emission.Passes;

/// <summary>
/// Writes the pass that decodes a token of every slot: the nodes of the forward graph over one row a slot, keys and values from the
/// caches. A product is cut by panels of outputs, attention by slots and heads; the rest is cut by rows, or is one item.
/// </summary>
internal sealed class DecodePassEmitter(InferencePlan inference, DecodePlan decode, KernelSet kernels)
{
    /// <summary>Output panels that a thread claims at once over several rows.</summary>
    public const int PanelGroup = 4;

    private readonly ForwardCalls _calls = new(
        inference.Model, new PassLayout(decode.Rows, inference.PositionOffset, 1), kernels, decode.Rows == RowLayout.Row ? "0, 1" : "row, rows");

    private ModelPlan Plan => inference.Model;

    private ModelSpecification Specification => inference.Model.Specification;

    private CachePlan Cache => inference.Cache!;

    private bool IsRow => decode.Rows == RowLayout.Row;

    private IEnumerable<Block> Blocks => this.Plan.Graph.Blocks.Where(static block => DecodePlan.NodesOf(block).Any());

    /// <param name="whole">The specification with its training section, which the header names.</param>
    public GeneratedSource Write(ModelSpecification whole) => GeneratedFile.Write(whole, "Decode", ["System", "System.Runtime.CompilerServices"], nullable: false, writer =>
    {
        using (writer.WriteBlock($"unsafe partial class {this.Specification.Model}"))
        using (writer.WriteBlock("partial class Inference"))
        {
            new CallChain("Decode", "in PassContext pass", "in pass").Write(
                writer, $"{(this.IsRow ? "One token" : "A token of every slot")} through every block; the residual stream changes between two buffers.", this.Calls().ToList());

            foreach (Block block in this.Blocks)
            {
                writer.WriteLine();
                this.WriteBlock(writer, block);
            }
        }
    });

    private IEnumerable<string> Calls()
    {
        int step = 0;

        foreach (Block block in this.Blocks)
        {
            BlockParameters parameters = this.Plan.Parameters.Of(block);

            for (int i = 0; i < block.Repetitions; i++)
            {
                yield return string.Concat(
                    $"{block.Name}<TKernels>(in pass, {BlockScope.Offset("pass.Parameters", parameters.Base + (i * parameters.Stride))}",
                    HasSelfAttention(block) ? $", {BlockScope.Offset("pass.Activations", this.Cache.Offset + (i * this.Cache.LayerFloats))}" : "",
                    HasCrossAttention(block) ? $", {BlockScope.Offset("pass.Activations", inference.Memory!.Offset + (i * inference.Memory.LayerFloats))}" : "",
                    block.Input is null ? "" : $", {this.Chain(step - 1)}",
                    block.Output is null ? "" : $", {this.Chain(step)}",
                    ");");
                step++;
            }
        }
    }

    private static bool HasSelfAttention(Block block) => block.Forward.OfType<Attention>().Any();

    private static bool HasCrossAttention(Block block) => block.Forward.OfType<Attention>().Any(IsCross);

    private static bool IsCross(Attention attention) => attention.Key.Matrix.Side != attention.Query.Matrix.Side;

    private string Chain(int step) => BlockScope.Offset("pass.Activations", step % 2 * decode.ChainFloats);

    private void WriteBlock(SourceWriter writer, Block block)
    {
        BlockScope scope = new(this.Plan, block);
        scope.Bind(block.Input, "input");
        scope.Bind(block.Output, "output");
        PassScope pointers = new(scope, decode.Rows, saved: null, decode.Shared, decode.SharedOffset);
        SourceWriter body = new(TrainingPassEmitter.BodyMargin);

        foreach (Node node in DecodePlan.NodesOf(block))
        {
            body.WriteLine();
            body.WriteComment(NodeLabels.Sentence(NodeLabels.Describe(node)));
            this.WriteNode(body, pointers, node);
            PhaseWriter.WriteBarrier(body);
        }

        if (block.Output is null)
        {
            this.WriteUnpacking(body, pointers);
        }

        writer.WriteSummary(this.Summary(block));
        writer.WriteLine("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.WriteCall(string.Concat(
            $"private static void {block.Name}<TKernels>(in PassContext pass, float* parameters",
            HasSelfAttention(block) ? ", float* cache" : "",
            HasCrossAttention(block) ? ", float* memoryCache" : "",
            block.Input is null ? "" : ", float* input",
            block.Output is null ? "" : ", float* output",
            ")"));
        scope.WriteBody(writer, body);
    }

    private string Summary(Block block) =>
        block.Input is null ? $"The {(this.IsRow ? "token" : "tokens")} to the residual stream." :
        block.Output is null ? "The residual stream to logits." :
        this.IsRow ? "One layer for one position, whose keys and values join the cache." :
        "One layer for the next position of every slot, whose keys and values join its cache.";

    private void WriteNode(SourceWriter writer, PassScope scope, Node node)
    {
        switch (node)
        {
            case Projection projection:
                this.WriteProjection(writer, scope, projection);
                break;
            case Attention attention:
                this.WriteAttention(writer, scope, attention);
                break;
            default:
                this.WriteRows(writer, _calls.Rows(scope, node));
                break;
        }
    }

    private void WriteRows(SourceWriter writer, params IEnumerable<string> calls)
    {
        using (writer.WriteBlock(this.IsRow ? "if (pass.Team.Claim(1, out _))" : $"while (pass.Team.Claim((pass.Target.Rows + {RowPlan.LargestTile - 1}) / {RowPlan.LargestTile}, out int block))"))
        {
            if (!this.IsRow)
            {
                WriteBlockOfRows(writer, RowPlan.LargestTile);
            }

            foreach (string call in calls)
            {
                writer.WriteCall(call);
            }
        }
    }

    private static void WriteBlockOfRows(SourceWriter writer, int size)
    {
        writer.WriteLine($"nint row = (nint)block * {size};");
        writer.WriteLine($"nint rows = Math.Min({size}, pass.Target.Rows - row);");
    }

    private void WriteProjection(SourceWriter writer, PassScope scope, Projection projection)
    {
        bool hasBias = projection.Biases.Length > 0;
        bool hasResidual = projection.Residual is not null;
        int depth = projection.Input.Columns.Padded;
        Epilogue epilogue = ForwardCalls.EpilogueOf(projection);
        WeightFormat format = this.Plan.Parameters.Format;
        string operands = string.Join(", ", ForwardCalls.Operands(scope, projection).Where(static operand => operand is not null));
        int panels = projection.Output.Columns.Panels;
        string Call(Kernel kernel) => $"TKernels.{kernels.Add(kernel)}({operands}, ";

        if (this.IsRow)
        {
            RowProduct product = RowProduct.Create(decode.ReadsMemory, depth, panels, hasBias, hasResidual, epilogue, format);
            string call = Call(product);
            WriteClaims(writer, product.Item, product.Items(panels), product.Claim, (item, items) => $"{call}{product.Arguments(item, items, panels)});");
        }
        else
        {
            this.WriteSlots(writer, Call(new ProductKernel(depth, 0, decode.Rows, hasBias, hasResidual, epilogue, format)), panels);
        }
    }

    private void WriteSlots(SourceWriter writer, string call, int panels)
    {
        if (decode.Slots <= RowPlan.Block)
        {
            WriteClaims(writer, "panel", panels, PanelGroup, (panel, count) => $"{call}0, pass.Target.Rows, {panel}, {count});");
        }
        else
        {
            WriteBlocksOfSlots(writer, call, panels);
        }
    }

    // The call takes the first item and their number.
    private static void WriteClaims(SourceWriter writer, string item, int items, int claim, Func<string, string, string> call)
    {
        bool isOneClaim = items <= claim;

        using (writer.WriteBlock(isOneClaim ? "if (pass.Team.Claim(1, out _))" : $"while (pass.Team.Claim({items}, {claim}, out int {item}, out int {item}s))"))
        {
            writer.WriteCall(isOneClaim ? call("0", $"{items}") : call(item, $"{item}s"));
        }
    }

    // Groups of panels times blocks of rows; a group's weights stay in the second level cache from block to block.
    private static void WriteBlocksOfSlots(SourceWriter writer, string call, int panels)
    {
        int groups = (panels + PanelGroup - 1) / PanelGroup;
        string blocks = $"(pass.Target.Rows + {RowPlan.Block - 1}) / {RowPlan.Block}";

        using (writer.WriteBlock(groups == 1 ? $"while (pass.Team.Claim({blocks}, out int block))" : $"while (pass.Team.Claim({groups} * ({blocks}), out int item))"))
        {
            if (groups > 1)
            {
                writer.WriteLine($"int blocks = {blocks};");
                writer.WriteLine("int group = item / blocks;");
                writer.WriteLine("int block = item % blocks;");
            }

            WriteBlockOfRows(writer, RowPlan.Block);
            string count = panels % PanelGroup == 0 ? $"{PanelGroup}" : $"Math.Min({PanelGroup}, {panels} - (group * {PanelGroup}))";
            writer.WriteCall($"{call}row, rows, {(groups == 1 ? $"0, {panels}" : $"group * {PanelGroup}, {count}")});");
        }
    }

    // One item per row and key and value head: its query heads read the same caches.
    private void WriteAttention(SourceWriter writer, PassScope scope, Attention attention)
    {
        AttentionShape shape = attention.Shape;
        int heads = shape.KeyValueHeads;
        string head = heads == 1 ? "" : "head";

        using (writer.WriteBlock(
            this.IsRow && heads == 1 ? "if (pass.Team.Claim(1, out _))" :
            this.IsRow ? $"while (pass.Team.Claim({heads}, out int head))" :
            heads == 1 ? "while (pass.Team.Claim(pass.Target.Rows, out int row))" :
            $"while (pass.Team.Claim(pass.Target.Rows * {heads}, out int item))"))
        {
            if (!this.IsRow && heads > 1)
            {
                writer.WriteLine($"nint row = item / {heads};");
                writer.WriteLine($"nint head = item % {heads};");
            }

            this.WriteCachePointers(writer, IsCross(attention) ? inference.Memory! : this.Cache, IsCross(attention), head);

            if (!IsCross(attention))
            {
                writer.WriteLine($"nint position = pass.Target.Positions[{this.Row}];");
                string cacheName = kernels.Add(new CacheRowsKernel(shape.PaddedKeySize, shape.PaddedValueSize, this.Cache.Positions, decode.Rows));
                writer.WriteCall($"TKernels.{cacheName}({this.Head(scope.Pointer(attention.Key), shape.PaddedKeySize, head)}, {this.Head(scope.Pointer(attention.Value), shape.PaddedValueSize, head)}, keys, values, position, 1);");
            }

            // One kernel for everything that sees all positions so far.
            string name = kernels.Add(new CachedAttentionKernel(shape with { Causal = false, Site = 0 }, this.Cache.Positions, decode.Rows));
            writer.WriteCall(
                $"TKernels.{name}({this.Head(scope.Pointer(attention.Query), shape.PaddedKeySize * shape.GroupSize, head)}, keys, values, pass.Scratch, " +
                $"{this.Head(scope.Pointer(attention.Output), shape.PaddedValueSize * shape.GroupSize, head)}, " +
                $"{(!shape.HasSlopes ? "" : heads == 1 ? "0, " : "head, ")}{(IsCross(attention) ? "last" : "position")});");
        }
    }

    private string Row => this.IsRow ? "0" : "row";

    private void WriteCachePointers(SourceWriter writer, CachePlan cache, bool isCross, string head)
    {
        string slot = this.IsRow ? "" : "pass.Target.Sequences[row]";

        if (isCross)
        {
            int beam = this.Specification.Inference.Beam;

            if (!this.IsRow)
            {
                writer.WriteLine($"nint sequence = {slot}{(beam == 1 ? "" : $" / {beam}")};");
                slot = "sequence";
            }

            writer.WriteLine($"nint last = pass.Source.Lengths[{(this.IsRow ? "0" : slot)}] - 1;");
        }

        writer.WriteLine(string.Concat(
            $"float* keys = {(isCross ? "memoryCache" : "cache")}",
            slot.Length == 0 ? "" : $" + {slot} * (nint){Literal.Integer(cache.SlotFloats)}",
            head.Length == 0 ? "" : $" + {head} * (nint){Literal.Integer(cache.HeadFloats)}",
            ";"));
        writer.WriteLine($"float* values = keys + {Literal.Integer(cache.KeyFloats)};");
    }

    // A head of the row; the only one has no number, and a single row stands at the start.
    private string Head(string pointer, int size, string head)
    {
        string part = _calls.Head(pointer, size, head);

        return this.IsRow ? part : $"{part} + row * 16";
    }

    private void WriteUnpacking(SourceWriter writer, PassScope scope)
    {
        if (decode.UnpacksLogits)
        {
            string name = kernels.Add(new UnpackKernel(decode.Logits.Columns, decode.Rows));
            writer.WriteLine();
            writer.WriteComment("Logits by rows.");
            this.WriteRows(writer, $"TKernels.{name}({scope.Pointer(decode.Logits)}, {BlockScope.Offset("pass.Activations", inference.LogitsOffset)}, row, rows);");
            PhaseWriter.WriteBarrier(writer);
        }
    }
}
