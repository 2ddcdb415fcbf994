using System;
using System.Collections.Generic;
using Weft.Shared;

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

        using NativeArena floatCopies = new(
            CountTiedFloats(model.Description), $"{model.Description.Name}: the transposed weights before they are rounded");
        ParameterCopies.Refresh(model, floatCopies, workers);
        List<Matrix> matrices = [];
        WeightPanel stored = WeightPanel.Of(storage);
        using NativeArena? merged = model.Description.AdapterRank > 0 ? Merged(model) : null;
        StoredParameters? integers = merged is null ? model.Stored : null;
        Place(model.Description, merged ?? model.Parameters, stored, matrices, weights, integers);
        PlaceTied(model.Description, stored.OfTables, matrices, floatCopies, copies, integers);
        workers.Run(new Storing(model.Description, matrices));
        GC.KeepAlive(integers);
    }

    /// <summary>Writes the parameters that stored weights are of.</summary>
    public static void Read(ModelDescription description, NativeArena weights, NativeArena parameters)
    {
        List<Matrix> matrices = [];
        Place(description, parameters, WeightPanel.Of(description.InferenceWeights), matrices, weights, integers: null);

        foreach (Matrix matrix in matrices)
        {
            for (int panel = 0; panel < matrix.Panels; panel++)
            {
                matrix.Storage.Read(
                    matrix.Destination + ((nuint)panel * matrix.Stride),
                    matrix.Source + ((nuint)panel * (nuint)matrix.Rows * Panels.Width),
                    matrix.Rows);
            }
        }
    }

    /// <summary>Floats of the weights of a session.</summary>
    public static nuint CountWeights(ModelDescription description)
    {
        WeightPanel stored = WeightPanel.Of(description.InferenceWeights);
        nuint floats = 0;

        foreach (ParameterInfo info in AdapterParameters.OfBase(description))
        {
            floats += info.Transposed ? (nuint)PanelsOf(info) * stored.Floats(info.Rows) : (nuint)info.PaddedCount;
        }

        return floats;
    }

    /// <summary>Floats of its transposed copies.</summary>
    public static nuint CountCopies(ModelDescription description)
    {
        WeightPanel stored = WeightPanel.Of(description.InferenceWeights).OfTables;
        nuint floats = 0;

        foreach (ParameterInfo info in description.Parameters)
        {
            floats += IsTied(info) ? (nuint)(info.Rows / Panels.Width) * stored.Floats(info.CopyRows) : 0;
        }

        return floats;
    }

    private static int PanelsOf(ParameterInfo info) => (int)(info.PaddedCount / ((long)info.Rows * Panels.Width));

    private static nuint CountTiedFloats(ModelDescription description)
    {
        nuint floats = 0;

        foreach (ParameterInfo info in description.Parameters)
        {
            floats += IsTied(info) ? (nuint)info.PaddedCount : 0;
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

    private static void Place(
        ModelDescription description, NativeArena parameters, WeightPanel stored, List<Matrix> matrices, NativeArena weights,
        StoredParameters? integers)
    {
        WeightPanel floats = WeightPanel.Of(WeightStorage.Float32);
        nuint at = 0;

        foreach (ParameterInfo info in AdapterParameters.OfBase(description))
        {
            Matrix matrix = new()
            {
                Name = info.Name,
                Source = parameters.Pointer + info.Offset,
                Destination = weights.Pointer + at,
                Rows = info.Rows,
                Panels = PanelsOf(info),
                Storage = info.Transposed ? stored : floats,
                Integers = info.Transposed ? Find(integers, info, stored) : null,
            };
            matrices.Add(matrix);
            at += matrix.Floats;
        }

        CheckEnd(at, weights);
    }

    private static void PlaceTied(
        ModelDescription description, WeightPanel stored, List<Matrix> matrices, NativeArena floatCopies, NativeArena copies,
        StoredParameters? integers)
    {
        nuint at = 0;

        foreach (ParameterInfo info in description.Parameters)
        {
            if (IsTied(info))
            {
                Matrix matrix = new()
                {
                    Name = info.Name,
                    Source = floatCopies.Pointer + info.CopyOffset!.Value,
                    Destination = copies.Pointer + at,
                    Rows = info.CopyRows,
                    Panels = info.Rows / Panels.Width,
                    Storage = stored,
                    Integers = Find(integers, info, stored),
                };
                matrices.Add(matrix);
                at += matrix.Floats;
            }
        }

        CheckEnd(at, copies);
    }

    // What a file has stored as the session would.
    private static float* Find(StoredParameters? integers, ParameterInfo info, WeightPanel stored) =>
        integers?.Find(info.Name) is StoredParameter parameter && parameter.Storage == stored.Storage ? parameter.Pointer : null;

    private static void CheckEnd(nuint end, NativeArena arena)
    {
        if (end != arena.Length)
        {
            throw new InvalidOperationException($"The weights take {end} floats, but the generated layout has {arena.Length}.");
        }
    }

    /// <summary>Panels to copy, or to store in fewer bits.</summary>
    private readonly struct Matrix
    {
        /// <summary>The parameter.</summary>
        public required string Name { get; init; }

        /// <summary>The panels in the model.</summary>
        public required float* Source { get; init; }

        /// <summary>The panels in the session.</summary>
        public required float* Destination { get; init; }

        /// <summary>Rows of a panel.</summary>
        public required int Rows { get; init; }

        /// <summary>Panels, each with all rows.</summary>
        public required int Panels { get; init; }

        /// <summary>What writes them.</summary>
        public required WeightPanel Storage { get; init; }

        /// <summary>The panels as the session stores them, where they are there already; null where not.</summary>
        public float* Integers { get; init; }

        /// <summary>Floats from one panel in the session to the next.</summary>
        public nuint Stride => this.Storage.Floats(this.Rows);

        /// <summary>Floats that all panels take in the session.</summary>
        public nuint Floats => (nuint)this.Panels * this.Stride;
    }

    private sealed class Storing(ModelDescription description, List<Matrix> matrices) : IParallelWork
    {
        public void Execute(Team team, int worker)
        {
            foreach (Matrix matrix in matrices)
            {
                while (team.Claim(matrix.Panels, out int panel))
                {
                    this.Write(matrix, panel, matrix.Destination + ((nuint)panel * matrix.Stride));
                }

                team.Barrier();
            }
        }

        private void Write(Matrix matrix, int panel, float* destination)
        {
            if (matrix.Integers is not null)
            {
                nuint bytes = matrix.Stride * sizeof(float);
                Buffer.MemoryCopy(matrix.Integers + ((nuint)panel * matrix.Stride), destination, bytes, bytes);

                return;
            }

            float* source = matrix.Source + ((nuint)panel * (nuint)matrix.Rows * Panels.Width);

            if (!matrix.Storage.TryWrite(source, destination, matrix.Rows))
            {
                throw new InvalidOperationException(
                    $"{description.Name}: {matrix.Name} has elements that are infinite or no numbers, " +
                    $"which {matrix.Storage.Name} cannot store (`inference.weights`).");
            }
        }
    }
}
