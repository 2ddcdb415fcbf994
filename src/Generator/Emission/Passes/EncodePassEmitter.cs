using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Generator.Emission.Passes;

/// <summary>
/// Writes the pass over whole source sequences: the encoder's blocks, then for an encoder-decoder the keys and values of every decoder
/// layer's cross-attention, which go to their caches.
/// </summary>
internal sealed class EncodePassEmitter(InferencePlan inference, SequencePlan encode, KernelSet kernels)
{
    private readonly ForwardCalls _calls = new(
        inference.Model, new PassLayout(encode.Rows, inference.PositionOffset, inference.Model.Specification.MaxLength), kernels);

    private ModelPlan Plan => inference.Model;

    private ModelSpecification Specification => inference.Model.Specification;

    /// <param name="whole">The specification with its training section, which the header names.</param>
    public GeneratedSource Write(ModelSpecification whole) => GeneratedFile.Write(whole, "Encode", ["System", "System.Runtime.CompilerServices"], nullable: false, writer =>
    {
        using (writer.WriteBlock($"unsafe partial class {this.Specification.Model}"))
        using (writer.WriteBlock("partial class Inference"))
        {
            new CallChain("Encode", "in PassContext pass", "in pass").Write(writer, this.Summary(), this.Calls().ToList());

            foreach ((Block block, ImmutableArray<Phase> phases) in encode.Blocks)
            {
                writer.WriteLine();
                this.WriteBlock(writer, block, phases);
            }
        }
    });

    // A decoder layer reads the encoder's output and takes no part in its chain.
    private static bool ReadsMemory(Block block) => block.Memory is not null;

    private static string Name(Block block) => ReadsMemory(block) ? $"{block.Name}Memory" : block.Name;

    private string Summary() => this.Specification.HasDecoder
        ? "Source sequences through the encoder, whose output every decoder layer turns into the keys and values of its cross-attention."
        : "Sequences through every block; the residual stream changes between two buffers.";

    private IEnumerable<string> Calls()
    {
        int step = 0;

        foreach ((Block block, _) in encode.Blocks)
        {
            BlockParameters parameters = this.Plan.Parameters.Of(block);

            for (int i = 0; i < block.Repetitions; i++)
            {
                string call = $"{Name(block)}<TKernels>(in pass, {BlockScope.Offset("pass.Parameters", parameters.Base + (i * parameters.Stride))}";

                if (ReadsMemory(block))
                {
                    yield return $"{call}, {this.Chain(step - 1)}, {BlockScope.Offset("pass.Activations", inference.Memory!.Offset + (i * inference.Memory.LayerFloats))});";
                    continue;
                }

                yield return $"{call}{(block.Input is null ? "" : $", {this.Chain(step - 1)}")}{(block.Output is null ? "" : $", {this.Chain(step)}")});";
                step++;
            }
        }
    }

    private string Chain(int step) => BlockScope.Offset("pass.Activations", step % 2 * encode.ChainFloats);

    private void WriteBlock(SourceWriter writer, Block block, ImmutableArray<Phase> phases)
    {
        bool readsMemory = ReadsMemory(block);
        BlockScope scope = new(this.Plan, block);
        string parameters = "float* parameters";

        foreach ((Value? value, string name) in readsMemory
            ? new (Value?, string)[] { (block.Memory, "memory") }
            : [(block.Input, "input"), (block.Output, "output")])
        {
            if (value is not null)
            {
                scope.Bind(value, name);
                parameters += $", float* {name}";
            }
        }

        PassScope pointers = new(scope, encode.Rows, saved: null, encode.Shared, encode.SharedOffset);
        PhaseWriter phaseWriter = new(this.Specification, _calls.Rows, (heads, node) => [_calls.Attend(heads, (Attention)node)]);
        SourceWriter body = new(TrainingPassEmitter.BodyMargin);

        foreach (Phase phase in phases)
        {
            body.WriteLine();
            phaseWriter.Write(body, pointers, phase);
        }

        if (readsMemory)
        {
            this.WriteCaching(body, pointers, block.Forward.OfType<Attention>().Single(static node => node.Key.Matrix.Side == Side.Source));
        }
        else if (block.Output is null)
        {
            this.WriteUnpacking(body, pointers);
        }

        writer.WriteSummary(Summary(block));
        writer.WriteLine("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.WriteCall($"private static void {Name(block)}<TKernels>(in PassContext pass, {parameters}{(readsMemory ? ", float* cache" : "")})");
        scope.WriteBody(writer, body);
    }

    private static string Summary(Block block) =>
        ReadsMemory(block) ? "The encoder's output to the keys and values of a decoder layer's cross-attention." :
        block.Input is null ? "Tokens to the residual stream: embeddings and positions." :
        block.Output is null ? "The residual stream to logits." :
        block.Forward.OfType<Attention>().Any() ? "One layer: self-attention and feed-forward, each around the residual stream." :
        "The norm after the last layer.";

    private void WriteCaching(SourceWriter writer, PassScope scope, Attention attention)
    {
        CachePlan memory = inference.Memory!;
        string name = kernels.Add(new CacheRowsKernel(memory.KeySize, memory.ValueSize, memory.Positions, encode.Rows));
        string head = memory.Heads == 1 ? "" : "head";
        writer.WriteLine();
        writer.WriteComment("Keys and values to their caches.");

        using (writer.WriteBlock(memory.Heads == 1
            ? "while (pass.Team.Claim(pass.Source.SequenceCount, out int sequence))"
            : $"while (pass.Team.Claim(pass.Source.SequenceCount * {memory.Heads}, out int item))"))
        {
            if (memory.Heads > 1)
            {
                writer.WriteLine($"nint sequence = item / {memory.Heads};");
                writer.WriteLine($"nint head = item % {memory.Heads};");
            }

            writer.WriteLine("nint start = (nint)pass.Source.Starts[sequence] * 16;");
            writer.WriteLine($"float* keys = cache + sequence * (nint){Literal.Integer(memory.SlotFloats)}{(head.Length == 0 ? "" : $" + head * (nint){Literal.Integer(memory.HeadFloats)}")};");
            writer.WriteCall(
                $"TKernels.{name}({_calls.Head(scope.Pointer(attention.Key), memory.KeySize, head)} + start, {_calls.Head(scope.Pointer(attention.Value), memory.ValueSize, head)} + start, " +
                $"keys, keys + {Literal.Integer(memory.KeyFloats)}, 0, pass.Source.Lengths[sequence]);");
        }

        PhaseWriter.WriteBarrier(writer);
    }

    private void WriteUnpacking(SourceWriter writer, PassScope scope)
    {
        string name = kernels.Add(new UnpackKernel(encode.Logits!.Columns, encode.Rows));
        writer.WriteLine();
        writer.WriteComment("Logits by rows.");

        using (PhaseWriter.WriteBlocksOfRows(writer, Side.Source))
        {
            writer.WriteCall($"TKernels.{name}({scope.Pointer(encode.Logits)}, {BlockScope.Offset("pass.Activations", inference.LogitsOffset)}, row, rows);");
        }

        PhaseWriter.WriteBarrier(writer);
    }
}
