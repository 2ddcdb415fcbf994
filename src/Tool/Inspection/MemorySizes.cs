using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;

namespace Weft.Tool.Inspection;

/// <summary>The memory of one use of a model: its arenas, padding included.</summary>
/// <param name="Use">training or inference.</param>
/// <param name="Arenas">Names and bytes, in the order of their reservation.</param>
/// <param name="Options">Options of a trainer, which no specification tells, and the bytes that each of them adds.</param>
internal sealed record MemorySizes(
    string Use, ImmutableArray<(string Name, long Bytes)> Arenas, ImmutableArray<(string Name, long Bytes)> Options)
{
    private const string Caches = "key and value caches";
    private const string Gradients = "gradients";

    /// <summary>The arenas of every use that the specification asks for.</summary>
    public static IEnumerable<MemorySizes> Of(ModelProgram model)
    {
        if (model.Training is TrainingProgram training)
        {
            // Both are laid out as the gradients are.
            long floats = training.Arenas.Single(static arena => arena.Name == Gradients).Floats;

            yield return Create("training", training.Arenas, ("AccumulationSteps", floats), ("AverageDecay", floats));
        }

        yield return Create("inference", model.Inference.Arenas);
    }

    // An encoder has no caches.
    private static MemorySizes Create(
        string use, ImmutableArray<(string Name, long Floats)> arenas, params ImmutableArray<(string Name, long Floats)> options) =>
        new(use, InBytes(arenas.Where(static arena => arena.Floats > 0 || arena.Name != Caches)), InBytes(options));

    private static ImmutableArray<(string Name, long Bytes)> InBytes(IEnumerable<(string Name, long Floats)> arenas) =>
        [.. arenas.Select(static arena => (arena.Name, arena.Floats * sizeof(float)))];
}
