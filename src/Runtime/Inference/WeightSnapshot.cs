using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft;

/// <summary>Copies a model's weights into the arenas of an inference session, in the storage that its passes read.</summary>
internal static unsafe class WeightSnapshot
{
    /// <summary>Writes both arenas.</summary>
    /// <exception cref="InvalidOperationException">
    /// The storage has no scale for a parameter: it has elements that are infinite or NaN.
    /// </exception>
    public static void Write(TransformerModel model, WeightStorage storage, NativeArena weights, NativeArena copies, Workers workers)
    {
        using ArenaUse use = new(model.Parameters);

        if (storage == WeightStorage.Float32)
        {
            // Adapters stand behind the base model, and go into its weights.
            Buffer.MemoryCopy(
                model.Parameters.Pointer, weights.Pointer, weights.Length * sizeof(float), weights.Length * sizeof(float));
            AdapterParameters.Merge(model, weights);
            ParameterCopies.Refresh(model, copies, workers);

            return;
        }

        using NativeArena? merged = model.Description.AdapterRank > 0 ? Merged(model) : null;
        StoredParameters? integers = merged is null ? model.Stored : null;
        NativeArena parameters = merged ?? model.Parameters;
        WeightPanel stored = WeightPanel.Of(storage);
        List<StoredMatrix> matrices =
        [
            .. Place(WeightsOf(model.Description, stored), parameters, weights, integers),
            .. Place(TablesOf(model.Description, stored), parameters, copies, integers),
        ];
        workers.Run(new Storing(model.Description, matrices));
        GC.KeepAlive(integers);
    }

    /// <summary>Writes the parameters that stored weights are of.</summary>
    public static void Read(ModelDescription description, NativeArena weights, NativeArena copies, NativeArena parameters)
    {
        WeightPanel stored = WeightPanel.Of(description.InferenceWeights);
        IEnumerable<StoredMatrix> tables = stored.StoresTables
            ? Place(TablesOf(description, stored), parameters, copies, integers: null)
            : [];

        foreach (StoredMatrix matrix in Place(WeightsOf(description, stored), parameters, weights, integers: null).Concat(tables))
        {
            float[] scratch = new float[matrix.ScratchFloats];

            for (int panel = 0; panel < matrix.PanelCount; panel++)
            {
                matrix.Read(panel, scratch);
            }
        }
    }

    /// <summary>Floats of the weights of a session.</summary>
    public static nuint CountWeights(ModelDescription description) =>
        Count(WeightsOf(description, WeightPanel.Of(description.InferenceWeights)));

    /// <summary>Floats of its transposed copies.</summary>
    public static nuint CountCopies(ModelDescription description) =>
        Count(TablesOf(description, WeightPanel.Of(description.InferenceWeights)));

    private static nuint Count(IEnumerable<StoredMatrix> matrices)
    {
        nuint floats = 0;

        foreach (StoredMatrix matrix in matrices)
        {
            floats += matrix.Floats;
        }

        return floats;
    }

    // Projections have copies for their gradients, tables for a product of their own.
    private static bool IsTied(ParameterInfo info) => !info.Transposed && info.CopyOffset is not null;

    private static NativeArena Merged(TransformerModel model)
    {
        NativeArena merged = model.CopyParameters();
        AdapterParameters.Merge(model, merged);

        return merged;
    }

    // A tied table that is stored stands among the copies alone.
    private static IEnumerable<StoredMatrix> WeightsOf(ModelDescription description, WeightPanel stored)
    {
        WeightPanel floats = WeightPanel.Of(WeightStorage.Float32);

        foreach (ParameterInfo info in AdapterParameters.OfBase(description))
        {
            bool isStoredTable = stored.StoresTables && StoredParameters.IsTokenTable(info);

            if (!isStoredTable || !IsTied(info))
            {
                yield return isStoredTable ? StoredMatrix.OfTable(info, stored.OfTables)
                    : StoredMatrix.Of(info, info.Transposed ? stored : floats);
            }
        }
    }

    private static IEnumerable<StoredMatrix> TablesOf(ModelDescription description, WeightPanel stored) =>
        description.Parameters.Where(IsTied).Select(info => StoredMatrix.OfTable(info, stored.OfTables));

    // One behind another.
    private static List<StoredMatrix> Place(
        IEnumerable<StoredMatrix> matrices, NativeArena parameters, NativeArena arena, StoredParameters? integers)
    {
        List<StoredMatrix> placed = [];
        nuint at = 0;

        foreach (StoredMatrix matrix in matrices)
        {
            placed.Add(matrix.At(parameters.Pointer + matrix.Info.Offset, arena.Pointer + at, Find(integers, matrix)));
            at += matrix.Floats;
        }

        if (at != arena.Length)
        {
            throw new InvalidOperationException($"The weights take {at} floats, but the generated layout has {arena.Length}.");
        }

        return placed;
    }

    // What a file has stored as the session would.
    private static float* Find(StoredParameters? integers, StoredMatrix matrix) =>
        integers?.Find(matrix.Info.Name) is StoredParameter parameter && parameter.Storage == matrix.Storage.Storage
            ? parameter.Pointer
            : null;

    private sealed class Storing(ModelDescription description, List<StoredMatrix> matrices) : IParallelWork
    {
        public void Execute(Team team, int worker)
        {
            foreach (StoredMatrix matrix in matrices)
            {
                float[] scratch = new float[matrix.ScratchFloats];

                while (team.Claim(matrix.PanelCount, out int panel))
                {
                    if (!matrix.TryWrite(panel, scratch))
                    {
                        throw new InvalidOperationException(
                            $"{description.Name}: {matrix.Info.Name} has elements that are infinite or no numbers, " +
                            $"which {matrix.Storage.Name} cannot store (`inference.weights`).");
                    }
                }

                team.Barrier();
            }
        }
    }
}
