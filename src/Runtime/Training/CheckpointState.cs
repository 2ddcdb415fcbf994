using System;

namespace Weft;

/// <summary>What a checkpoint holds, read and not yet taken over.</summary>
internal sealed class CheckpointState : IDisposable
{
    /// <summary>Reserves room for a checkpoint of a model.</summary>
    /// <exception cref="OutOfMemoryException">The system has none.</exception>
    public CheckpointState(ModelDescription description)
    {
        try
        {
            this.Parameters = new(description.ParameterFloats, $"{description.Name}: the parameters of a checkpoint");
            this.First = new(description.GradientFloats, $"{description.Name}: the first moments of a checkpoint");
            this.Second = new(description.GradientFloats, $"{description.Name}: the second moments of a checkpoint");
        }
        catch
        {
            this.Dispose();

            throw;
        }
    }

    /// <summary>The parameters.</summary>
    public NativeArena Parameters { get; }

    /// <summary>The first moment of everything that is trained.</summary>
    public NativeArena First { get; }

    /// <summary>The second moment of everything that is trained.</summary>
    public NativeArena Second { get; }

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
        this.First?.Dispose();
        this.Second?.Dispose();
    }
}
