using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;

namespace Weft.Tool.Inspection;

/// <summary>The memory of one use of a model: its arenas, padding included.</summary>
/// <param name="Use">training or inference.</param>
/// <param name="Arenas">Names and bytes, in the order of their reservation.</param>
internal sealed record MemorySizes(string Use, ImmutableArray<(string Name, long Bytes)> Arenas)
{
    private const string Caches = "key and value caches";

    /// <summary>The arenas of every use that the specification asks for.</summary>
    public static IEnumerable<MemorySizes> Of(ModelProgram model)
    {
        if (model.Training is TrainingProgram training)
        {
            yield return Create("training", training.Arenas);
        }

        yield return Create("inference", model.Inference.Arenas);
    }

    // An encoder has no caches.
    private static MemorySizes Create(string use, ImmutableArray<(string Name, long Floats)> arenas) =>
        new(
            use,
            [.. arenas.Where(static arena => arena.Floats > 0 || arena.Name != Caches).Select(
                static arena => (arena.Name, arena.Floats * sizeof(float)))]);
}
