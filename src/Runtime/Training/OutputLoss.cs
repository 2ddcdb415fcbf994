using System;

namespace Weft;

/// <summary>
/// A loss of one's own: what a model puts out for a batch, in the place of the specification's `loss`. It is called once for each batch, on
/// the thread that trains, between the forward and the backward pass.
/// </summary>
/// <param name="batch">The batch, with its labels.</param>
/// <param name="outputs">[output rows, outputs]: logits, or values.</param>
/// <param name="gradients">
/// [output rows, outputs], all zero: receives the derivative of what is returned by each output. Ignored where the batch is evaluated.
/// </param>
/// <returns>
/// The sum of the losses of all rows. It and the gradients are divided by the labels of the step, <see cref="Batch.LabelCount"/> of its
/// batches.
/// </returns>
public delegate double OutputLoss(Batch batch, ReadOnlySpan<float> outputs, Span<float> gradients);
