using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Planning;
using Weft.Generator.Text;

namespace Weft.Generator.Lowering;

/// <summary>
/// The passes of inference. Their blocks go from one of two buffers to the other and keep nothing but the states of nodes.
/// </summary>
internal sealed class InferencePasses(InferencePlan inference)
{
    private bool HasDecoder => inference.Decode is not null;

    /// <summary>Source sequences through the encoder.</summary>
    public PassSetting Encode(SequencePlan encode) => new()
    {
        Kind = PassKind.Encode,
        Model = inference.Model,
        Inference = inference,
        Layout = new PassLayout(encode.Rows, inference.PositionOffset, inference.Model.Specification.MaxLength),
        SharedOffset = encode.SharedOffset,
        Regions = this.Regions(encode.ChainFloats).ToImmutableArray(),
        Blocks = encode.Blocks.Select(item => this.EncodeBlock(encode, item.Block, item.Phases)).ToImmutableArray(),
        Summary = this.HasDecoder
            ? "Source sequences through the encoder, " +
                "whose output every decoder layer turns into the keys and values of its cross-attention."
            : "Sequences through every block; the residual stream changes between two buffers.",
    };

    /// <summary>Tokens of slots through the decoder.</summary>
    public PassSetting Decode(DecodePlan decode) => new()
    {
        Kind = PassKind.Decode,
        Model = inference.Model,
        Inference = inference,
        Layout = new PassLayout(decode.Rows, inference.PositionOffset, LongestSequence: 1),
        SharedOffset = decode.SharedOffset,
        Regions = this.Regions(decode.ChainFloats).ToImmutableArray(),
        Blocks = decode.Blocks.Select(item => this.CachedBlock(
            item.Block,
            item.Phases,
            BlockSummaries.Decode(item.Block, decode.Rows == RowLayout.Row),
            decode.ChainFloats,
            decode.Shared)).ToImmutableArray(),
        Summary = (decode.Rows == RowLayout.Row ? "One token" : "A token or several of every slot") +
            " through every block; the residual stream changes between two buffers.",
    };

    /// <summary>Tokens of prompts through the layers of the decoder.</summary>
    public PassSetting Prompt(SequencePlan prompt) => new()
    {
        Kind = PassKind.Prompt,
        Model = inference.Model,
        Inference = inference,
        Layout = new PassLayout(prompt.Rows, inference.PositionOffset, inference.Model.Specification.MaxLength),
        SharedOffset = prompt.SharedOffset,
        Regions = this.Regions(prompt.ChainFloats).ToImmutableArray(),
        Blocks = prompt.Blocks.Select(item => this.CachedBlock(
            item.Block,
            item.Phases,
            BlockSummaries.Prompt(item.Block),
            prompt.ChainFloats,
            prompt.Shared)).ToImmutableArray(),
        Summary = "Tokens of prompts through every layer, several positions of a slot at once; " +
            "a prompt's last token, whose logits are asked for, is decoded.",
    };

    private IEnumerable<ArenaRegion> Regions(long chainFloats)
    {
        yield return new ArenaRegion(0, 2 * chainFloats, "the residual stream, two buffers by turns");

        if (inference.LogitsFloats > 0)
        {
            yield return new ArenaRegion(inference.LogitsOffset, inference.LogitsFloats, "logits by rows");
        }

        yield return new ArenaRegion(
            inference.PositionOffset, PositionTable.Floats(inference.Model.Specification), "the table of positions");

        foreach (StatePlan state in inference.States)
        {
            yield return new ArenaRegion(
                state.Offset, state.Floats,
                $"{state.State.Name}, kept from token to token: {Labels.Count(state.Repetitions, "layer")} x " +
                $"{Labels.Count(state.Slots, state.State.IsOfSource ? "sequence" : state.State.Paging is null ? "slot" : "pool")} x " +
                $"{Labels.Count(state.State.Parts, state.State.Part)}, " +
                $"{Literal.Integer(state.State.PartFloats)} floats each");
        }
    }

    // A decoder layer reads the encoder's output and takes no part in its chain.
    private PassBlock EncodeBlock(SequencePlan encode, Block block, ImmutableArray<Phase> phases)
    {
        bool readsMemory = block.Memory is not null;

        return new PassBlock
        {
            Block = block,
            Name = readsMemory ? $"{block.Name}Memory" : block.Name,
            Summary = BlockSummaries.Encode(block),
            Phases = phases,
            Shared = encode.Shared,
            IsInChain = !readsMemory,
            Parameters =
            [
                this.Parameters(block),
                .. readsMemory
                    ? this.MemoryOf(block, encode.ChainFloats)
                    : [.. this.StatesOf(block), .. ChainOf(block, encode.ChainFloats)],
            ],
        };
    }

    private PassBlock CachedBlock(
        Block block,
        ImmutableArray<Phase> phases,
        string summary,
        long chainFloats,
        IReadOnlyDictionary<Value, long> shared) => new()
    {
        Block = block,
        Name = block.Name,
        Summary = summary,
        Phases = phases,
        Shared = shared,
        Parameters =
        [
            this.Parameters(block),
            .. this.StatesOf(block),
            .. ChainOf(block, chainFloats),
        ],
    };

    private BlockParameter Parameters(Block block)
    {
        BlockParameters place = inference.Model.Parameters.Of(block);

        return new("parameters", (i, _) => Address.Of(PassMembers.Parameters, place.Base + (i * place.Stride)));
    }

    private IEnumerable<BlockParameter> MemoryOf(Block block, long floats) =>
    [
        new("memory", (_, step) => Chain(floats, step - 1)) { Value = block.Memory },
        .. this.StatesOf(block, ofSourceOnly: true),
    ];

    private IEnumerable<BlockParameter> StatesOf(Block block, bool ofSourceOnly = false) =>
        from state in inference.StatesOf(block)
        where state.State.IsOfSource || !ofSourceOnly
        select new BlockParameter(
            state.State.Name, (i, _) => Address.Of(PassMembers.Activations, state.Offset + (i * state.RepetitionFloats)));

    private static IEnumerable<BlockParameter> ChainOf(Block block, long floats)
    {
        if (block.Input is not null)
        {
            yield return new("input", (_, step) => Chain(floats, step - 1)) { Value = block.Input };
        }

        if (block.Output is not null)
        {
            yield return new("output", (_, step) => Chain(floats, step)) { Value = block.Output };
        }
    }

    private static Address Chain(long floats, int step) => Address.Of(PassMembers.Activations, step % 2 * floats);
}
