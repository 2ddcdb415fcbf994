using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Specification;

namespace Weft.Generator.Planning;

/// <summary>
/// The arena of an inference session, in floats: temporaries that its passes share, the logits by rows, the table of positions, and the
/// key and value caches of every decoder layer: one for each slot, and one for each sequence that cross-attention looks at.
/// </summary>
internal sealed record InferencePlan
{
    /// <summary>The graph without anything that only training needs.</summary>
    public required ModelPlan Model { get; init; }

    /// <summary>The pass over source sequences; null for a decoder.</summary>
    public required SequencePlan? Encode { get; init; }

    /// <summary>The pass that decodes a token of each slot; null for an encoder.</summary>
    public required DecodePlan? Decode { get; init; }

    /// <summary>The pass over prompts; null for an encoder.</summary>
    public required SequencePlan? Prompt { get; init; }

    /// <summary>Logits by rows, [rows, outputs].</summary>
    public required long LogitsOffset { get; init; }

    public required long PositionOffset { get; init; }

    /// <summary>Self-attention's keys and values.</summary>
    public required CachePlan? Cache { get; init; }

    /// <summary>Keys and values of the encoder's output.</summary>
    public required CachePlan? Memory { get; init; }

    public required long StateFloats { get; init; }

    /// <summary>Floats of all caches.</summary>
    public long CacheFloats => (this.Cache?.Floats ?? 0) + (this.Memory?.Floats ?? 0);

    public static InferencePlan Create(ModelSpecification specification)
    {
        ModelPlan model = ModelPlan.CreateInference(specification);
        SequencePlan? encode = specification.HasEncoder ? SequencePlan.CreateEncoding(model) : null;
        DecodePlan? decode = specification.HasDecoder ? DecodePlan.Create(model) : null;
        SequencePlan? prompt = specification.HasDecoder ? SequencePlan.CreatePrompt(model) : null;
        long temporaries = new[] { encode?.TemporaryFloats ?? 0, decode?.TemporaryFloats ?? 0, prompt?.TemporaryFloats ?? 0 }.Max();
        bool unpacks = decode?.UnpacksLogits ?? true;
        int outputRows = decode?.Slots ?? (specification.Inference.Sequences * specification.MaxLength);
        long positions = temporaries + (unpacks ? (long)outputRows * Axis.RoundUp(specification.Outputs) : 0);
        long end = positions + PositionTable.Floats(specification);
        CachePlan? cache = decode is null ? null : CachePlan.Create(specification, decode.Slots, end);
        end = cache?.End ?? end;
        CachePlan? memory = decode is null || encode is null ? null : CachePlan.Create(specification, specification.Inference.Sequences, end);
        end = memory?.End ?? end;

        return new InferencePlan
        {
            Model = model,
            Encode = encode,
            Decode = decode,
            Prompt = prompt,
            LogitsOffset = unpacks ? temporaries : decode!.SharedOffset + decode.Shared[decode.Logits],
            PositionOffset = positions,
            Cache = cache,
            Memory = memory,

            // Tiles and transposes of the last rows may read up to 16 rows past the end.
            StateFloats = end + (Axis.PanelWidth * Axis.PanelWidth),
        };
    }
}
