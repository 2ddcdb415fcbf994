using System.ComponentModel;

namespace Weft;

/// <summary>What one thread of a training pass works with: pointers that stay valid for the pass.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe ref struct PassContext
{
    /// <summary>Hands out work items.</summary>
    public required Team Team { get; init; }

    /// <summary>What is computed.</summary>
    public required TrainingPass Pass { get; init; }

    /// <summary>What the encoder reads.</summary>
    public required PassSide Source { get; init; }

    /// <summary>What the decoder reads.</summary>
    public required PassSide Target { get; init; }

    /// <summary>The sequences of what the model puts out, each as a row of its own.</summary>
    public required PassSide Pooled { get; init; }

    /// <summary>The images that the encoder reads, one after another; null where it reads tokens.</summary>
    public required float* Pixels { get; init; }

    /// <summary>The label of each row; negative ones are ignored.</summary>
    public required int* Labels { get; init; }

    /// <summary>Labels that are numbers, a row of them for each row, padded to whole panels.</summary>
    public required float* Targets { get; init; }

    /// <summary>Labels that are not ignored.</summary>
    public int LabelCount { get; init; }

    /// <summary>Receives the loss of each row.</summary>
    public required float* Losses { get; init; }

    /// <summary>The parameter arena.</summary>
    public required float* Parameters { get; init; }

    /// <summary>The gradient arena, laid out like the parameters.</summary>
    public required float* Gradients { get; init; }

    /// <summary>The arena of transposed copies.</summary>
    public required float* Copies { get; init; }

    /// <summary>The arena of activations.</summary>
    public required float* Activations { get; init; }

    /// <summary>This thread's own scratch.</summary>
    public required float* Scratch { get; init; }

    /// <summary>
    /// The blocks of caches that slots have, one slot after another; null where every slot has a place of its own in them.
    /// </summary>
    public int* BlockTable { get; init; }

    /// <summary>The dropout generator's key and step.</summary>
    public required DropoutKey Dropout { get; init; }

    /// <summary>Hears from which gradient on they are final; null where nobody waits for them before the pass has ended.</summary>
    internal GradientProgress? Progress { get; init; }

    /// <summary>Says that the pass writes no gradient any more from one on.</summary>
    /// <param name="start">The first, in floats from the start of the arena of gradients.</param>
    public void FinishGradients(nuint start) => this.Progress?.Report(start);

    /// <summary>Whether the pass computes outputs.</summary>
    public bool RunsForward => this.Pass < TrainingPass.Backward;

    /// <summary>Whether the pass computes gradients.</summary>
    public bool RunsBackward => this.Pass >= TrainingPass.Gradient && this.Pass != TrainingPass.Forward;

    /// <summary>Whether the loss of the specification is computed.</summary>
    public bool TakesLoss => this.Pass is TrainingPass.Evaluate or TrainingPass.Gradient or TrainingPass.AddGradient;

    /// <summary>Whether a backward pass follows, which reads what the forward pass leaves for it.</summary>
    public bool TakesGradient => this.Pass >= TrainingPass.Gradient;

    /// <summary>Whether gradients are added to what stands there.</summary>
    public bool AddsGradients => this.Pass is TrainingPass.AddGradient or TrainingPass.AddBackward;
}

/// <summary>One side of the batch of a pass.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe ref struct PassSide
{
    /// <summary>Rows of the side.</summary>
    public required int Rows { get; init; }

    /// <summary>Rows of a work item over rows; the last item may have fewer.</summary>
    public required int BlockRows { get; init; }

    /// <summary>Work items over rows.</summary>
    public int Blocks => (this.Rows + this.BlockRows - 1) / this.BlockRows;

    /// <summary>Sequences of the side.</summary>
    public required int SequenceCount { get; init; }

    /// <summary>The token of each row.</summary>
    public required int* Tokens { get; init; }

    /// <summary>The type of each row's token.</summary>
    public required int* TokenTypes { get; init; }

    /// <summary>The position of each row in its sequence.</summary>
    public required int* Positions { get; init; }

    /// <summary>The sequence of each row.</summary>
    public required int* Sequences { get; init; }

    /// <summary>The first row of each sequence.</summary>
    public required int* Starts { get; init; }

    /// <summary>The rows of each sequence.</summary>
    public required int* Lengths { get; init; }

    /// <summary>One row for each of so many sequences: rows without tokens and positions.</summary>
    internal static PassSide OfSequences(int count, int threads) => new()
    {
        Rows = count,
        BlockRows = RowBlocks.Size(count, threads),
        SequenceCount = count,
        Tokens = null,
        TokenTypes = null,
        Positions = null,
        Sequences = null,
        Starts = null,
        Lengths = null,
    };
}

/// <summary>What a dropout mask is drawn from, besides its site, sequence, position and column.</summary>
/// <param name="SeedLow">The low half of the seed.</param>
/// <param name="SeedHigh">The high half of the seed.</param>
/// <param name="Step">Counts batches.</param>
/// <param name="IsActive">False outside gradient passes: nothing is dropped.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct DropoutKey(uint SeedLow, uint SeedHigh, uint Step, bool IsActive);
