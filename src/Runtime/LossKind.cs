namespace Weft;

/// <summary>What training makes small: the spec's `loss`. Each is a mean over labels.</summary>
public enum LossKind
{
    /// <summary>-log softmax(scores)[label]: one class of several is right.</summary>
    CrossEntropy,

    /// <summary>
    /// -(y log s(z) + (1 - y) log(1 - s(z))), the mean over the classes, for scores z, labels y from 0 to 1 and the logistic function s:
    /// any number of classes may be right.
    /// </summary>
    BinaryCrossEntropy,

    /// <summary>(z - y)^2, the mean over the outputs, for outputs z and labels y.</summary>
    MeanSquaredError,
}
