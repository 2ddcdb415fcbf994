using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator;
using Weft.Generator.Operations;
using Weft.Generator.Planning;

namespace Weft.Tool.Inspection;

/// <summary>The memory of one use of a model: its arenas, padding included.</summary>
/// <param name="Use">training or inference.</param>
/// <param name="Arenas">Names and bytes, in the order of their reservation.</param>
internal sealed record MemorySizes(string Use, ImmutableArray<(string Name, long Bytes)> Arenas)
{
    /// <summary>The arenas of every use that the specification asks for.</summary>
    public static IEnumerable<MemorySizes> Of(CompiledModel model)
    {
        long parameters = model.Plan.Parameters.Floats;

        if (model.Plan.Training is TrainingPlan training)
        {
            yield return Create(
                "training",
                ("parameters", parameters),
                ("gradients", parameters),
                ("first moment", parameters),
                ("second moment", parameters),
                ("transposed copies", model.Plan.Parameters.CopyFloats),
                ("activations", training.ActivationFloats),
                ("scratch per thread", AttentionTiling.ThreadFloats(model.Plan)));
        }

        InferencePlan inference = model.Inference;
        long caches = (inference.Cache?.End - inference.Cache?.Offset ?? 0) + (inference.Memory?.End - inference.Memory?.Offset ?? 0);

        yield return Create(
            "inference",
            [
                ("weights", inference.Model.Parameters.Floats),
                ("transposed copies", inference.Model.Parameters.CopyFloats),
                ("state", inference.StateFloats - caches),
                .. caches == 0 ? Array.Empty<(string, long)>() : [("key and value caches", caches)],
                ("scratch per thread", AttentionTiling.ThreadFloats(inference)),
            ]);
    }

    private static MemorySizes Create(string use, params ImmutableArray<(string Name, long Floats)> arenas) =>
        new(use, [.. arenas.Select(static arena => (arena.Name, arena.Floats * sizeof(float)))]);
}
