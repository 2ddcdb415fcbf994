using System;
using System.Collections.Generic;

namespace Weft;

/// <summary>Copies a model's weights into the arenas of an inference session, in the storage that its passes read.</summary>
internal static unsafe class WeightSnapshot
{
    /// <summary>Writes both arenas.</summary>
    /// <exception cref="InvalidOperationException">int8 cannot store a parameter: it has elements that are infinite or no numbers.</exception>
    public static void Write(TransformerModel model, WeightStorage storage, NativeArena weights, NativeArena copies, Workers workers)
    {
        if (storage == WeightStorage.Float32)
        {
            Buffer.MemoryCopy(model.Parameters.Pointer, weights.Pointer, weights.Length * sizeof(float), model.Parameters.Length * sizeof(float));
            ParameterCopies.Refresh(model, copies, workers);

            return;
        }

        using NativeArena floatCopies = new(CountTiedFloats(model.Description));
        ParameterCopies.Refresh(model, floatCopies, workers);
        List<Matrix> matrices = [];
        Place(model, storage, matrices, weights);
        PlaceTied(model.Description, storage, matrices, floatCopies, copies);
        workers.Run(new Storing(model.Description, matrices, storage));
    }

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

    private static void Place(TransformerModel model, WeightStorage storage, List<Matrix> matrices, NativeArena weights)
    {
        nuint at = 0;

        foreach (ParameterInfo info in model.Description.Parameters)
        {
            Matrix matrix = new()
            {
                Name = info.Name,
                Source = model.Parameters.Pointer + info.Offset,
                Destination = weights.Pointer + at,
                Rows = info.Rows,
                Panels = (int)(info.PaddedCount / ((long)info.Rows * 16)),
                Stride = info.Transposed ? WeightPanel.Floats(storage, info.Rows) : (nuint)info.Rows * 16,
                IsStored = info.Transposed,
            };
            matrices.Add(matrix);
            at += matrix.Floats;
        }

        CheckEnd(at, weights);
    }

    private static void PlaceTied(ModelDescription description, WeightStorage storage, List<Matrix> matrices, NativeArena floatCopies, NativeArena copies)
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
                    Panels = info.Rows / 16,
                    Stride = WeightPanel.Floats(storage, info.CopyRows),
                    IsStored = true,
                };
                matrices.Add(matrix);
                at += matrix.Floats;
            }
        }

        CheckEnd(at, copies);
    }

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

        /// <summary>Panels of 16 columns.</summary>
        public required int Panels { get; init; }

        /// <summary>Floats from one panel in the session to the next.</summary>
        public required nuint Stride { get; init; }

        /// <summary>Whether they are stored in fewer bits.</summary>
        public required bool IsStored { get; init; }

        /// <summary>Floats that all panels take in the session.</summary>
        public nuint Floats => (nuint)this.Panels * this.Stride;
    }

    private sealed class Storing(ModelDescription description, List<Matrix> matrices, WeightStorage storage) : IParallelWork
    {
        public void Execute(Team team, int worker)
        {
            foreach (Matrix matrix in matrices)
            {
                while (team.Claim(matrix.Panels, out int panel))
                {
                    this.Write(matrix, matrix.Source + ((nuint)panel * (nuint)matrix.Rows * 16), matrix.Destination + ((nuint)panel * matrix.Stride));
                }

                team.Barrier();
            }
        }

        private void Write(Matrix matrix, float* source, float* destination)
        {
            if (!matrix.IsStored)
            {
                nuint bytes = (nuint)matrix.Rows * 16 * sizeof(float);
                Buffer.MemoryCopy(source, destination, bytes, bytes);
            }
            else if (!WeightPanel.TryWrite(storage, source, destination, matrix.Rows))
            {
                throw new InvalidOperationException(
                    $"{description.Name}: {matrix.Name} has elements that are infinite or no numbers, which int8 cannot store (`inference.weights`).");
            }
        }
    }
}
