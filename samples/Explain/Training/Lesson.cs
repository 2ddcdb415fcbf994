using System.Collections.Generic;
using System.Linq;

namespace Weft.Samples;

/// <summary>What came of a training run.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <param name="Model">The trained model.</param>
/// <param name="Losses">The loss of every step, in nats; NaN from the step on in which training diverged.</param>
/// <param name="HeldOut">The mean loss of text that was not trained on.</param>
internal sealed record Lesson<TModel>(TModel Model, IReadOnlyList<double> Losses, double HeldOut)
    where TModel : TransformerModel, ITransformer<TModel>
{
    // Single batches are too different from one another to be seen as a curve.
    private const int Group = 20;

    /// <summary>The mean loss of the last steps.</summary>
    public double Last => this.Losses.TakeLast(Group).Average();

    /// <summary>The losses as a curve, a point for each group of steps.</summary>
    public Series Curve(Phrase name, Mark mark = Mark.Line) =>
        new(name, [.. this.Losses.Chunk(Group).Select(static (group, index) => ((double)((index * Group) + (group.Length / 2)), group.Average()))], mark);
}
