using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Generator.Emission.Passes;

/// <summary>Writes the pass over tokens of prompts, through every layer of a decoder; their keys and values go to the caches.</summary>
internal sealed class PromptPassEmitter(InferencePlan inference, SequencePlan prompt, KernelSet kernels)
{
    private readonly ForwardCalls _calls = new(inference.Model, new PassLayout(prompt.Rows, inference.PositionOffset, inference.Model.Specification.MaxLength), kernels);

    private ModelSpecification Specification => inference.Model.Specification;

    /// <param name="whole">The specification with its training section, which the header names.</param>
    public GeneratedSource Write(ModelSpecification whole) => GeneratedFile.Write(whole, "Prompt", ["System", "System.Runtime.CompilerServices"], nullable: false, writer =>
    {
        using (writer.WriteBlock($"unsafe partial class {this.Specification.Model}"))
        using (writer.WriteBlock("partial class Inference"))
        {
            new CallChain("Prompt", "in PassContext pass", "in pass").Write(
                writer, "Tokens of prompts through every layer, several positions of a slot at once; a prompt's last token, whose logits are asked for, is decoded.", this.Calls().ToList());

            foreach ((Block block, ImmutableArray<Phase> phases) in prompt.Blocks)
            {
                writer.WriteLine();
                this.WriteBlock(writer, block, phases);
            }
        }
    });

    private IEnumerable<string> Calls()
    {
        int step = 0;

        foreach ((Block block, _) in prompt.Blocks)
        {
            BlockParameters parameters = inference.Model.Parameters.Of(block);

            for (int i = 0; i < block.Repetitions; i++)
            {
                yield return string.Concat(
                    $"Prompt{block.Name}<TKernels>(in pass, {BlockScope.Offset("pass.Parameters", parameters.Base + (i * parameters.Stride))}",
                    HasAttention(block, Side.Target) ? $", {Cache(inference.Cache!, i)}" : "",
                    HasAttention(block, Side.Source) ? $", {Cache(inference.Memory!, i)}" : "",
                    block.Input is null ? "" : $", {this.Chain(step - 1)}",
                    $", {this.Chain(step)});");
                step++;
            }
        }
    }

    // Attention of the decoder's rows, over keys of a side.
    private static bool HasAttention(Block block, Side side) =>
        block.Forward.OfType<Attention>().Any(attention => attention.Side == Side.Target && attention.Key.Matrix.Side == side);

    private static string Cache(CachePlan cache, int layer) => BlockScope.Offset("pass.Activations", cache.Offset + (layer * cache.LayerFloats));

    private string Chain(int step) => BlockScope.Offset("pass.Activations", step % 2 * prompt.ChainFloats);

    private void WriteBlock(SourceWriter writer, Block block, ImmutableArray<Phase> phases)
    {
        BlockScope scope = new(inference.Model, block);
        scope.Bind(block.Input, "input");
        scope.Bind(block.Output, "output");
        PassScope pointers = new(scope, prompt.Rows, saved: null, prompt.Shared, prompt.SharedOffset);
        SourceWriter body = new(TrainingPassEmitter.BodyMargin);

        foreach (Phase phase in phases)
        {
            body.WriteLine();
            this.WritePhase(body, pointers, phase);
        }

        writer.WriteSummary(block.Input is null ? "The tokens to the residual stream." : "One layer for positions of slots, whose keys and values join their caches.");
        writer.WriteLine("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.WriteCall(string.Concat(
            $"private static void Prompt{block.Name}<TKernels>(in PassContext pass, float* parameters",
            HasAttention(block, Side.Target) ? ", float* cache" : "",
            HasAttention(block, Side.Source) ? ", float* memoryCache" : "",
            block.Input is null ? "" : ", float* input",
            ", float* output)"));
        scope.WriteBody(writer, body);
    }

    private void WritePhase(SourceWriter writer, PassScope scope, Phase phase)
    {
        PhaseWriter.WriteComment(writer, phase);

        if (phase.Nodes[0] is Attention attention)
        {
            new PromptAttentionEmitter(inference, prompt, kernels, _calls).Write(writer, scope, attention);
            return;
        }

        using (PhaseWriter.WriteBlocksOfRows(writer, Side.Target))
        {
            PhaseWriter.WriteCalls(writer, phase.Nodes.SelectMany(node => _calls.Rows(scope, node)));
        }

        PhaseWriter.WriteBarrier(writer);
    }
}
