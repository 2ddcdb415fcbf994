using System;

namespace Weft;

/// <summary>What a training step did.</summary>
/// <param name="Step">Updates so far, this one included: 1 for the first.</param>
/// <param name="Loss">The mean loss per label before the update, in nats.</param>
/// <param name="LearningRate">The rate of the update.</param>
/// <param name="GradientNorm">The norm of all gradients before clipping.</param>
/// <param name="Tokens">Tokens the model has read, both sides.</param>
/// <param name="Elapsed">The time from the first batch to the end of the update.</param>
public readonly record struct TrainingStep(long Step, double Loss, double LearningRate, double GradientNorm, int Tokens, TimeSpan Elapsed);
