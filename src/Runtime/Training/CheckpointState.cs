using System;
using System.Collections.Generic;

namespace Weft;

/// <summary>What a checkpoint holds, read and not yet taken over.</summary>
internal sealed class CheckpointState : IDisposable
{
    /// <summary>Reserves room for a checkpoint of a model.</summary>
    /// <param name="description">The model.</param>
    /// <param name="moments">Arenas of the optimizer.</param>
    /// <param name="hasBest">Whether the trainer keeps its best parameters.</param>
    /// <exception cref="OutOfMemoryException">The system has none.</exception>
    public CheckpointState(ModelDescription description, int moments, bool hasBest)
    {
        try
        {
            this.Parameters = new(description.ParameterFloats, $"{description.Name}: the parameters of a checkpoint");

            while (this.Moments.Count < moments)
            {
                this.Moments.Add(new(description.GradientFloats, $"{description.Name}: the moments of a checkpoint"));
            }

            this.Best = hasBest ? new(description.GradientFloats, $"{description.Name}: the best parameters of a checkpoint") : null;
        }
        catch
        {
            this.Dispose();

            throw;
        }
    }

    /// <summary>The parameters.</summary>
    public NativeArena Parameters { get; }

    /// <summary>What the optimizer keeps of everything that is trained.</summary>
    public List<NativeArena> Moments { get; } = [];

    /// <summary>The best parameters of a trainer that stops early.</summary>
    public NativeArena? Best { get; }

    /// <summary>The numbers of <see cref="EarlyStopping.Describe"/>; empty where the checkpoint has none.</summary>
    public string Stopping { get; set; } = string.Empty;

    /// <summary>Updates so far.</summary>
    public long Step { get; set; }

    /// <summary>The seed of dropout.</summary>
    public ulong Seed { get; set; }

    /// <summary>Where the source of batches stands.</summary>
    public byte[] Batches { get; set; } = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        // After a failure, those that were reserved.
        this.Parameters?.Dispose();
        this.Moments.ForEach(static arena => arena.Dispose());
        this.Best?.Dispose();
    }
}
