using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;

namespace Weft.Tool.Inspection;

/// <summary>The memory of one use of a model: its arenas, padding included.</summary>
/// <param name="Use">training or inference.</param>
/// <param name="Arenas">Names and bytes, in the order of their reservation.</param>
/// <param name="Moments">The ways to keep moments in fewer bits, and the bytes of two in each of them.</param>
/// <param name="Options">Options of a trainer, which no specification tells, and the bytes that each of them adds.</param>
internal sealed record MemorySizes(
    string Use, ImmutableArray<(string Name, long Bytes)> Arenas, ImmutableArray<(MomentStorage Storage, long Bytes)> Moments,
    ImmutableArray<(string Name, long Bytes)> Options)
{
    private const string Caches = "key and value caches";
    private const string Gradients = "gradients";
    private const string FirstMoment = "first moment";
    private const string SecondMoment = "second moment";

    /// <summary>The arenas of every use that the specification asks for.</summary>
    public static IEnumerable<MemorySizes> Of(ModelProgram model)
    {
        if (model.Training is TrainingProgram training)
        {
            // Both are laid out as the gradients are.
            long floats = training.Arenas.Single(static arena => arena.Name == Gradients).Floats;

            yield return Create("training", training.Arenas) with
            {
                Moments = [.. StoredIn(floats, MomentStorage.BFloat16, MomentStorage.Float8)],
                Options = InBytes([("AccumulationSteps", floats), ("AverageDecay", floats)]),
            };
        }

        yield return Create("inference", model.Inference.Arenas);
    }

    /// <summary>The bytes of all, with one thread.</summary>
    public long Total => this.Arenas.Sum(static arena => arena.Bytes);

    /// <summary>The bytes of all where the two moments take as many.</summary>
    public long TotalWith(long moments) =>
        this.Arenas.Where(static arena => arena.Name is not (FirstMoment or SecondMoment)).Sum(static arena => arena.Bytes) + moments;

    // An encoder has no caches.
    private static MemorySizes Create(string use, ImmutableArray<(string Name, long Floats)> arenas) =>
        new(use, InBytes(arenas.Where(static arena => arena.Floats > 0 || arena.Name != Caches)), [], []);

    private static IEnumerable<(MomentStorage Storage, long Bytes)> StoredIn(long floats, params MomentStorage[] storages) =>
        storages.Select(storage =>
            (storage, 2 * sizeof(float) * (long)StoredMoments.Of(storage, isSecond: false).ArenaFloats((nuint)floats)));

    private static ImmutableArray<(string Name, long Bytes)> InBytes(IEnumerable<(string Name, long Floats)> arenas) =>
        [.. arenas.Select(static arena => (arena.Name, arena.Floats * sizeof(float)))];
}
