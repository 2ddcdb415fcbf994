using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Planning;
using Weft.Generator.Text;

namespace Weft.Generator.Lowering;

/// <summary>The passes of training: every block forwards, and backwards in reverse order.</summary>
internal sealed class TrainingPasses(ModelPlan plan, TrainingPlan training)
{
    /// <summary>From tokens to logits and losses.</summary>
    public PassSetting Forward => this.Create(PassKind.Forward, "Every block in its order.", training.Blocks.Select(this.ForwardBlock));

    /// <summary>From losses to the gradients of parameters.</summary>
    public PassSetting Backward => this.Create(
        PassKind.Backward,
        "Every block in reverse order; the gradient of the residual stream changes between two buffers.",
        training.Blocks.Reverse().Where(static block => !block.Block.Backward.IsEmpty).Select(this.BackwardBlock));

    private PassSetting Create(PassKind kind, string summary, IEnumerable<PassBlock> blocks) => new()
    {
        Kind = kind,
        Model = plan,
        Layout = training.Layout,
        SharedOffset = training.SharedOffset,
        Regions = this.Regions().ToImmutableArray(),
        Blocks = blocks.ToImmutableArray(),
        Summary = summary,
    };

    private IEnumerable<ArenaRegion> Regions()
    {
        foreach (TrainingBlock block in training.Blocks)
        {
            int repetitions = block.Block.Repetitions;
            string times = repetitions == 1 ? "" : $", {repetitions} times {Literal.Integer(block.Stride)} floats";

            yield return new ArenaRegion(block.Base, block.Stride * repetitions, $"{block.Block.Name}, kept for the backward pass{times}")
            {
                Parts = block.Saved.OrderBy(static item => item.Value).Where(item => item.Key != block.Block.Output)
                    .Select(item => ArenaRegion.Of(item.Key, item.Value, training.Rows)).ToImmutableArray(),
            };
        }

        if (training.MemoryOffset > 0)
        {
            yield return new ArenaRegion(training.MemoryOffset, training.ChainStride, "the encoder's output");
            yield return new ArenaRegion(
                training.MemoryGradientOffset, training.ChainStride, "its gradient, which every decoder layer adds to");
        }

        yield return new ArenaRegion(
            training.ChainOffset, 2 * training.ChainStride, "the gradient of the residual stream, two buffers by turns");
        yield return new ArenaRegion(training.Layout.PositionOffset, PositionTable.Floats(plan.Specification), "the table of positions");
    }

    private PassBlock ForwardBlock(TrainingBlock planned)
    {
        Block block = planned.Block;

        return new PassBlock
        {
            Block = block,
            Name = block.Name,
            Summary = BlockSummaries.Forward(block),
            Phases = planned.Forward,
            Saved = planned.Saved,
            SavedBase = planned.Base,
            SavedStride = planned.Stride,
            Shared = planned.ForwardShared,
            Parameters =
            [
                this.Parameters(block), .. this.Adapters(block), Activations(planned),
                .. block.Memory is null || block.Output is null ? (BlockParameter[])[] : [this.Memory(block)],
                .. this.Sites(block),
            ],
        };
    }

    private PassBlock BackwardBlock(TrainingBlock planned)
    {
        Block block = planned.Block;
        BlockParameters parameters = plan.Parameters.Of(block);

        return new PassBlock
        {
            Block = block,
            Name = block.Name,
            Summary = BlockSummaries.Backward(block),
            Phases = planned.Backward,
            Saved = planned.Saved,
            SavedBase = planned.Base,
            SavedStride = planned.Stride,
            Shared = planned.BackwardShared,
            Parameters =
            [
                this.Parameters(block),
                .. this.Adapters(block),
                new("copies", (i, _) => Address.Of(PassMembers.Copies, parameters.CopyBase + (i * parameters.CopyStride))),
                new(
                    "gradients",
                    (i, _) => Address.Of(PassMembers.Gradients, parameters.GradientBase + (i * parameters.GradientStride))),
                Activations(planned),
                .. this.GradientsOf(planned),
                .. this.Additions(block),
                .. this.Sites(block),
            ],
            GradientStart = i => FinalGradients(parameters, i),
        };
    }

    // Gradients lie in the order of the blocks, whose first has what others share with it: what comes behind a block, only that and those
    // behind it write. Repetitions that have the same parameters are done when the first is, which comes last.
    private static long? FinalGradients(BlockParameters parameters, int repetition) =>
        parameters.Block.Parameters.Any(static parameter => parameter.IsTrained) && (repetition == 0 || !parameters.Block.IsShared)
            ? parameters.GradientBase + (repetition * parameters.GradientStride)
            : null;

    // The last repetition comes first, and finds no gradient of this batch in what it shares with others.
    private IEnumerable<BlockParameter> Additions(Block block)
    {
        if (!block.HasSharedParameters)
        {
            return [];
        }

        bool isLastOfStack = plan.Graph.Blocks.Last(other => other.HasSharedParameters && other.Input!.Side == block.Input!.Side) == block;

        return
        [
            new(PassMembers.AddsToShared.Name, (i, _) => Operand.Flag(
                isLastOfStack && i == block.Repetitions - 1 ? PassMembers.AddsGradients : new Variable("true"))),
        ];
    }

    // The gradients of the residual stream and of the encoder's output, with what the encoder's output is itself.
    private IEnumerable<BlockParameter> GradientsOf(TrainingBlock planned)
    {
        Block block = planned.Block;

        if (block.OutputGradient is not null)
        {
            yield return new("outputGradient", (i, step) => this.EndsEncoder(planned, i) ? this.MemoryGradient : this.Chain(step - 1))
            {
                Value = block.OutputGradient,
            };
        }

        if (block.InputGradient is not null)
        {
            yield return new("inputGradient", (_, step) => this.Chain(step)) { Value = block.InputGradient };
        }

        if (block.Memory is not null && block.Output is not null)
        {
            yield return this.Memory(block);
        }

        if (block.MemoryGradient is not null)
        {
            yield return new("memoryGradient", (_, _) => this.MemoryGradient) { Value = block.MemoryGradient };
        }
    }

    private BlockParameter Parameters(Block block)
    {
        BlockParameters place = plan.Parameters.Of(block);

        return new("parameters", (i, _) => Address.Of(PassMembers.Parameters, place.Base + (i * place.Stride)));
    }

    private IEnumerable<BlockParameter> Adapters(Block block)
    {
        BlockParameters place = plan.Parameters.Of(block);

        return block.Parameters.Any(static parameter => parameter.IsAdapter)
            ? [new("adapters", (i, _) => Address.Of(PassMembers.Parameters, place.AdapterBase + (i * place.AdapterStride)))]
            : [];
    }

    private static BlockParameter Activations(TrainingBlock planned) =>
        new("activations", (i, _) => Address.Of(PassMembers.Activations, planned.Base + (i * planned.Stride)));

    private BlockParameter Memory(Block block) =>
        new("memory", (_, _) => Address.Of(PassMembers.Activations, training.MemoryOffset)) { Value = block.Memory };

    // Every repetition draws its masks at sites of its own.
    private IEnumerable<BlockParameter> Sites(Block block)
    {
        int before = plan.Graph.Blocks.TakeWhile(other => other != block).Sum(static other => other.DropoutSites * other.Repetitions);

        return plan.Specification.Drops ? [new("site", (i, _) => Operand.Word(before + (i * block.DropoutSites)))] : [];
    }

    private Address Chain(int step) => Address.Of(PassMembers.Activations, training.ChainOffset + (step % 2 * training.ChainStride));

    private Address MemoryGradient => Address.Of(PassMembers.Activations, training.MemoryGradientOffset);

    // The encoder's chain ends where an embedding starts the decoder's.
    private bool EndsEncoder(TrainingBlock block, int repetition)
    {
        int next = training.Blocks.IndexOf(block) + 1;

        return repetition == block.Block.Repetitions - 1 && next < training.Blocks.Length && training.Blocks[next].Block.Input is null;
    }
}
