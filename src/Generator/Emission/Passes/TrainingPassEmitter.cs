using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Text;

namespace Weft.Generator.Emission.Passes;

/// <summary>
/// Writes the forward and backward passes: one method per block, its nodes in phases, each phase a claim of work items and a barrier;
/// and the chain that calls the blocks with literal offsets.
/// </summary>
internal sealed class TrainingPassEmitter(ModelPlan plan, TrainingPlan training, KernelSet kernels)
{
    // Where the body of a block's method stands: in a class, a nested class and the method.
    internal const int BodyMargin = 12;

    private readonly GradientCalls _calls = new(training, kernels, new ForwardCalls(plan, training.Layout, kernels));

    private bool HasDropout => plan.Specification.Dropout > 0;

    public GeneratedSource WriteForward() => this.WriteFile("Forward", writer =>
    {
        PassChain("Forward").Write(writer, "Every block in its order.", [.. this.ForwardCalls()]);

        foreach (TrainingBlock block in training.Blocks)
        {
            writer.WriteLine();
            this.WriteBlock(writer, block, block.Forward, backward: false);
        }
    });

    public GeneratedSource WriteBackward() => this.WriteFile("Backward", writer =>
    {
        PassChain("Backward").Write(writer, "Every block in reverse order; the gradient of the residual stream changes between two buffers.", [.. this.BackwardCalls()]);

        foreach (TrainingBlock block in training.Blocks.Reverse())
        {
            writer.WriteLine();
            this.WriteBlock(writer, block, block.Backward, backward: true);
        }
    });

    private GeneratedSource WriteFile(string part, Action<SourceWriter> body) =>
        GeneratedFile.Write(plan.Specification, part, ["System", "System.Runtime.CompilerServices"], nullable: false, writer =>
        {
            using (writer.WriteBlock($"unsafe partial class {plan.Specification.Model}"))
            using (writer.WriteBlock("partial class Training"))
            {
                body(writer);
            }
        });

    private static CallChain PassChain(string name) => new(name, "in PassContext pass", "in pass");

    private IEnumerable<string> ForwardCalls()
    {
        int site = 0;

        foreach (TrainingBlock block in training.Blocks)
        {
            BlockParameters parameters = plan.Parameters.Of(block.Block);

            for (int i = 0; i < block.Block.Repetitions; i++)
            {
                yield return $"{block.Block.Name}Forward<TKernels>(in pass, " +
                    $"{BlockScope.Offset("pass.Parameters", parameters.Base + (i * parameters.Stride))}, " +
                    $"{BlockScope.Offset("pass.Activations", block.Base + (i * block.Stride))}{this.Memory(block.Block, isBackward: false)}{this.Site(site)});";
                site += block.Block.DropoutSites;
            }
        }
    }

    private IEnumerable<string> BackwardCalls()
    {
        int site = training.Blocks.Sum(static block => block.Block.DropoutSites * block.Block.Repetitions);
        int step = 0;

        foreach (TrainingBlock block in training.Blocks.Reverse())
        {
            BlockParameters parameters = plan.Parameters.Of(block.Block);

            for (int i = block.Block.Repetitions - 1; i >= 0; i--)
            {
                site -= block.Block.DropoutSites;
                string chain = string.Concat(
                    block.Block.Output is null ? "" : $", {(this.EndsEncoder(block, i) ? this.MemoryGradient : this.Chain(step - 1))}",
                    block.Block.Input is null ? "" : $", {this.Chain(step)}");
                yield return $"{block.Block.Name}Backward<TKernels>(in pass, " +
                    $"{BlockScope.Offset("pass.Parameters", parameters.Base + (i * parameters.Stride))}, " +
                    $"{BlockScope.Offset("pass.Copies", parameters.CopyBase + (i * parameters.CopyStride))}, " +
                    $"{BlockScope.Offset("pass.Gradients", parameters.Base + (i * parameters.Stride))}, " +
                    $"{BlockScope.Offset("pass.Activations", block.Base + (i * block.Stride))}{chain}{this.Memory(block.Block, isBackward: true)}{this.Site(site)});";
                step++;
            }
        }
    }

    private string Chain(int step) => BlockScope.Offset("pass.Activations", training.ChainOffset + (step % 2 * training.ChainStride));

    private string MemoryGradient => BlockScope.Offset("pass.Activations", training.MemoryGradientOffset);

    // The encoder's chain ends where an embedding starts the decoder's.
    private bool EndsEncoder(TrainingBlock block, int repetition)
    {
        int next = training.Blocks.IndexOf(block) + 1;

        return repetition == block.Block.Repetitions - 1 && next < training.Blocks.Length && training.Blocks[next].Block.Input is null;
    }

    private string Memory(Block block, bool isBackward) => block.Memory is null || (!isBackward && block.Output is null)
        ? string.Empty
        : (block.Output is null ? "" : $", {BlockScope.Offset("pass.Activations", training.MemoryOffset)}") + (isBackward ? $", {this.MemoryGradient}" : "");

    private string Site(int site) => this.HasDropout ? $", {site}" : string.Empty;

    private void WriteBlock(SourceWriter writer, TrainingBlock block, IReadOnlyList<Phase> phases, bool backward)
    {
        BlockScope scope = new(plan, block.Block);
        string parameters = "float* parameters, float* activations";

        if (backward)
        {
            parameters = "float* parameters, float* copies, float* gradients, float* activations";

            if (block.Block.OutputGradient is not null)
            {
                scope.Bind(block.Block.OutputGradient, "outputGradient");
                parameters += ", float* outputGradient";
            }

            if (block.Block.InputGradient is not null)
            {
                scope.Bind(block.Block.InputGradient, "inputGradient");
                parameters += ", float* inputGradient";
            }
        }

        if (block.Block.Memory is not null && block.Block.Output is not null)
        {
            scope.Bind(block.Block.Memory, "memory");
            parameters += ", float* memory";
        }

        if (block.Block.MemoryGradient is not null && backward)
        {
            scope.Bind(block.Block.MemoryGradient, "memoryGradient");
            parameters += ", float* memoryGradient";
        }

        SourceWriter body = new(BodyMargin);

        foreach (Phase phase in phases)
        {
            body.WriteLine();
            this.WritePhase(body, new PassScope(scope, training.Rows, block.Saved, block.Shared, training.SharedOffset), phase);
        }

        writer.WriteSummary(Summary(block.Block, backward));
        writer.WriteLine("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.WriteCall($"private static void {block.Block.Name}{(backward ? "Backward" : "Forward")}<TKernels>(in PassContext pass, {parameters}{(this.HasDropout ? ", uint site" : "")})");
        scope.WriteBody(writer, body);
    }

    private static string Summary(Block block, bool backward) =>
        (block.Input, backward) switch
        {
            (null, false) => "Tokens to the residual stream: embeddings and positions.",
            (null, true) => "The residual stream's gradient to the tables.",
            (_, false) when block.Output is null => "The residual stream to logits and losses.",
            (_, true) when block.Output is null => "The logits' gradient to the residual stream's.",
            (_, false) when block.Forward.OfType<Attention>().Count() > 1 =>
                "One layer: self-attention, cross-attention to the encoder's output and feed-forward, each around the residual stream.",
            (_, false) => "One layer: self-attention and feed-forward, each around the residual stream.",
            _ => "One layer backward: from the gradient of its output to that of its input and of its parameters.",
        };

    private void WritePhase(SourceWriter writer, PassScope scope, Phase phase)
    {
        if (phase.Domain != Domain.Parameters)
        {
            new PhaseWriter(plan.Specification, _calls.Rows, _calls.Heads).Write(writer, scope, phase);
            return;
        }

        PhaseWriter.WriteComment(writer, phase);
        this.WriteParameters(writer, scope, phase);
        PhaseWriter.WriteBarrier(writer);
    }

    private void WriteParameters(SourceWriter writer, PassScope scope, Phase phase)
    {
        List<ParameterWork> work = phase.Nodes.SelectMany(node => _calls.Parameters(scope, node)).ToList();

        using (writer.WriteBlock($"while (pass.Team.Claim({work.Sum(static item => item.Items)}, out int item))"))
        {
            for (int i = 0; i < work.Count; i++)
            {
                if (i > 0)
                {
                    writer.WriteLine();
                }

                writer.WriteComment(NodeLabels.Sentence(work[i].Comment));
                WriteWork(writer, work[i], isOnly: work.Count == 1, isLast: i == work.Count - 1);
            }
        }
    }

    private static void WriteWork(SourceWriter writer, ParameterWork work, bool isOnly, bool isLast)
    {
        if (isOnly)
        {
            WriteLines(writer, work);
            return;
        }

        using (writer.WriteBlock($"if (item < {work.Items})"))
        {
            WriteLines(writer, work);

            if (!isLast)
            {
                writer.WriteLine("continue;");
            }
        }

        if (!isLast)
        {
            writer.WriteLine();
            writer.WriteLine($"item -= {work.Items};");
        }
    }

    private static void WriteLines(SourceWriter writer, ParameterWork work)
    {
        foreach (string line in work.Lines)
        {
            writer.WriteCall(line);
        }
    }
}

/// <summary>Work items of a parameter's gradient; <c>item</c> counts from 0 in <see cref="Lines"/>.</summary>
internal sealed record ParameterWork(int Items, string Comment, IReadOnlyList<string> Lines);
