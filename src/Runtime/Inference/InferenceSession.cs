using System;

namespace Weft;

/// <summary>
/// Token by token decoding with key and value caches. The generated class runs one position; this class owns the snapshot of the
/// weights, the caches and the position.
/// </summary>
public abstract unsafe class InferenceSession : IParallelWork, IDisposable
{
    /// <summary>Snapshots the weights and reserves the caches.</summary>
    /// <param name="model">The model to run; later changes of its parameters do not reach this session.</param>
    /// <param name="workers">The threads to run on.</param>
    /// <param name="stateFloats">Caches and activations.</param>
    protected InferenceSession(TransformerModel model, Workers workers, nuint stateFloats)
    {
        throw new NotSupportedException();
    }

    /// <summary>Positions decoded since the last <see cref="Reset"/>.</summary>
    public int Position => throw new NotSupportedException();

    /// <summary>The parameters, as they were when the session started.</summary>
    protected NativeArena Weights => throw new NotSupportedException();

    /// <summary>The leading part of the transposed copies that inference reads (a tied output projection).</summary>
    protected NativeArena Copies => throw new NotSupportedException();

    /// <summary>Caches and activations, at the literal offsets of the generated pass.</summary>
    protected NativeArena State => throw new NotSupportedException();

    /// <summary>The token of the pass under way; its position is <see cref="Position"/>.</summary>
    protected int Token => throw new NotSupportedException();

    /// <summary>The logits of the last pass: contiguous, <see cref="ModelDescription.Outputs"/> floats.</summary>
    protected abstract float* Logits { get; }

    /// <inheritdoc/>
    public abstract void Execute(Team team, int worker);

    /// <inheritdoc/>
    public void Dispose() => throw new NotSupportedException();
}
