using System.Collections.Immutable;
using System.ComponentModel;
using System.Linq;

namespace Weft;

/// <summary>
/// The constants of a generated inference session: the sizes of its arenas, and where in them the runtime finds what it reads. Offsets and
/// sizes are in floats.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class InferenceLayout
{
    /// <summary>How the weights of products are stored.</summary>
    public WeightStorage Weights { get; init; }

    /// <summary>The snapshot of the parameters: in their order, without gaps.</summary>
    public required nuint WeightFloats { get; init; }

    /// <summary>The transposed copies of tied tables, stored like the weights of products.</summary>
    public nuint CopyFloats { get; init; }

    /// <summary>Temporaries, logits, the table of positions and the caches.</summary>
    public required nuint StateFloats { get; init; }

    /// <summary>Scratch of one thread.</summary>
    public required nuint ScratchFloats { get; init; }

    /// <summary>Sequences at once.</summary>
    public required int Sequences { get; init; }

    /// <summary>Beams of each sequence.</summary>
    public required int Beam { get; init; }

    /// <summary>Tokens that a pass decodes beyond one for each slot.</summary>
    public int Draft { get; init; }

    /// <summary>The most tokens of prompts in one pass; 0 for an encoder.</summary>
    public int PromptRows { get; init; }

    /// <summary>Positions of a block of the caches; 0 where every slot has a place of its own in them.</summary>
    public int BlockPositions { get; init; }

    /// <summary>Weights that a decoded row is multiplied by between two barriers, on average.</summary>
    public long PhaseWeights { get; init; }

    /// <summary>The first row of logits.</summary>
    public required nuint LogitsOffset { get; init; }

    /// <summary>From one row of logits to the next.</summary>
    public required int LogitsStride { get; init; }

    /// <summary>What the model keeps of every slot from token to token.</summary>
    public ImmutableArray<SlotState> States { get; init; } = [];

    /// <summary>Where the weights of attention stand; empty without the spec's `inference.attention`.</summary>
    public ImmutableArray<AttentionState> Attention { get; init; } = [];

    /// <summary>Sequences times beams.</summary>
    public int Slots => this.Sequences * this.Beam;

    /// <summary>Blocks of the caches; 0 where every slot has a place of its own in them.</summary>
    internal int Blocks => this.States.Select(static state => state.Blocks).FirstOrDefault(static blocks => blocks > 0);

    /// <summary>The most tokens that a pass decodes.</summary>
    internal int DecodedRows => this.Slots + this.Draft;
}
