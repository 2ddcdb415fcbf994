using System.Collections.Generic;

namespace Weft;

/// <summary>How a <see cref="Trainer"/> runs.</summary>
public sealed record TrainerOptions
{
    /// <summary>
    /// Threads to run on, at most <see cref="Weft.Workers.MaximumCount"/>; 0 for one per processor, which the ranks on a machine share.
    /// Ignored where <see cref="Workers"/> is given.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>Threads to share with other models; null for the trainer's own.</summary>
    public Workers? Workers { get; init; }

    /// <summary>The seed of dropout.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// Batches of one step: their gradients are summed and divided by the labels of all of them. Ranks share them, and there are at least
    /// as many as ranks.
    /// </summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>
    /// The decay of a moving average of the parameters, above 0 and below 1, such as 0.999: an average over about the last
    /// 1 / (1 - decay) updates, and of fewer in the beginning, min(decay, (1 + n) / (10 + n)) after n updates. It is often a better model
    /// than the last step's; <see cref="Trainer.UseAverage"/> gives it. Null for none; it costs 4 bytes for each number that is trained.
    /// </summary>
    public double? AverageDecay { get; init; }

    /// <summary>A loss of one's own in the place of the specification's; null for that one.</summary>
    public OutputLoss? Loss { get; init; }

    /// <summary>
    /// A weight of 0 or more for each class of a model whose `loss` is cross_entropy, such as more for rare ones: the loss of a step is the
    /// sum of weight[label] times the cross-entropy of each label, divided by the sum of weight[label], as that of PyTorch's
    /// CrossEntropyLoss(weight), over all batches of the step. It is computed on the thread that trains, which is little for some classes
    /// and much for a vocabulary of many thousands; the balance of experts counts labels without weights. Null where all classes are alike.
    /// </summary>
    public IReadOnlyList<float>? ClassWeights { get; init; }

    /// <summary>The processes that train together; null for this one alone. The bits are the same on any number of them.</summary>
    public TrainingRanks? Ranks { get; init; }
}
