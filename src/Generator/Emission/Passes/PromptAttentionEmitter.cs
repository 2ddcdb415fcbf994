using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Weft.Generator.Text;

namespace Weft.Generator.Emission.Passes;

/// <summary>
/// Writes attention over tokens of prompts. Their keys and values go to the caches first, for all of them: a position sees those before it,
/// whichever thread works on them. The sequences of the pass are runs of positions of one slot.
/// </summary>
internal sealed class PromptAttentionEmitter(InferencePlan inference, SequencePlan prompt, KernelSet kernels, ForwardCalls calls)
{
    /// <summary>Writes the phases.</summary>
    public void Write(SourceWriter writer, PassScope scope, Attention attention)
    {
        bool isCross = attention.Key.Matrix.Side == Side.Source;

        if (!isCross)
        {
            this.WriteCaching(writer, scope, attention);
            PhaseWriter.WriteBarrier(writer);
            writer.WriteLine();
        }

        this.WriteAttending(writer, scope, attention, isCross);
        PhaseWriter.WriteBarrier(writer);
    }

    private void WriteCaching(SourceWriter writer, PassScope scope, Attention attention)
    {
        AttentionShape shape = attention.Shape;
        CachePlan cache = inference.Cache!;
        string name = kernels.Add(new CacheRowsKernel(shape.PaddedKeySize, shape.PaddedValueSize, cache.Positions, prompt.Rows));

        using (WriteRuns(writer, shape.KeyValueHeads))
        {
            string head = shape.KeyValueHeads == 1 ? "" : "head";
            WriteCaches(writer, cache, "cache", "pass.Target.Sequences[start]", head);
            writer.WriteCall(
                $"TKernels.{name}({calls.Head(scope.Pointer(attention.Key), shape.PaddedKeySize, head)} + start * 16, {calls.Head(scope.Pointer(attention.Value), shape.PaddedValueSize, head)} + start * 16, " +
                "keys, values, pass.Target.Positions[start], pass.Target.Lengths[sequence]);");
        }
    }

    private void WriteAttending(SourceWriter writer, PassScope scope, Attention attention, bool isCross)
    {
        AttentionShape shape = attention.Shape;
        CachePlan cache = isCross ? inference.Memory! : inference.Cache!;
        string name = kernels.Add(new AttentionKernel(AttentionTiling.OfPrompt(shape, prompt, cache)));

        using (WriteRuns(writer, shape.Heads))
        {
            string head = shape.Heads == 1 ? "" : "head";
            string cachedHead = shape.GroupSize == 1 ? head : shape.KeyValueHeads == 1 ? "" : $"(head / {shape.GroupSize})";
            int beam = inference.Model.Specification.Inference.Beam;
            string slot = $"pass.Target.Sequences[start]{(isCross && beam > 1 ? $" / {beam}" : "")}";

            if (isCross)
            {
                writer.WriteLine($"nint source = {slot};");
            }

            WriteCaches(writer, cache, isCross ? "memoryCache" : "cache", isCross ? "source" : slot, cachedHead);
            writer.WriteLine("nint length = pass.Target.Lengths[sequence];");

            if (!isCross)
            {
                writer.WriteLine("nint past = pass.Target.Positions[start];");
            }

            writer.WriteCall(
                $"TKernels.{name}({calls.Head(scope.Pointer(attention.Query), shape.PaddedKeySize, head)}, keys, values, {calls.Head(scope.Pointer(attention.Output), shape.PaddedValueSize, head)}, " +
                $"start, length, {(isCross ? "pass.Source.Lengths[source]" : "past + length, past")}, {ForwardCalls.SlopeArgument(shape)}pass.Scratch);");
        }
    }

    private static SourceWriter.Block WriteRuns(SourceWriter writer, int heads)
    {
        SourceWriter.Block block = writer.WriteBlock(heads == 1
            ? "while (pass.Team.Claim(pass.Target.SequenceCount, out int sequence))"
            : $"while (pass.Team.Claim(pass.Target.SequenceCount * {heads}, out int item))");

        if (heads > 1)
        {
            writer.WriteLine($"nint sequence = item / {heads};");
            writer.WriteLine($"nint head = item % {heads};");
        }

        writer.WriteLine("nint start = pass.Target.Starts[sequence];");

        return block;
    }

    private static void WriteCaches(SourceWriter writer, CachePlan cache, string first, string slot, string head)
    {
        writer.WriteLine($"float* keys = {first} + {slot} * (nint){Literal.Integer(cache.SlotFloats)}{(head.Length == 0 ? "" : $" + {head} * (nint){Literal.Integer(cache.HeadFloats)}")};");
        writer.WriteLine($"float* values = keys + {Literal.Integer(cache.KeyFloats)};");
    }
}
