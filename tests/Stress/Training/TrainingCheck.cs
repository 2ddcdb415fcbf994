using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;
using Weft.Stress.Running;

namespace Weft.Stress.Training;

/// <summary>
/// Logits, losses and every gradient of one batch and of two, with dropout and label smoothing where the specification has them, and ten
/// steps of AdamW with a schedule, clipping, decay and batches of a step that are drawn.
/// </summary>
internal sealed class TrainingCheck : IModelCheck
{
    // Of one forward pass; a case has up to a hundred of them, of three times that work.
    private const long MostProducts = 400_000;

    /// <inheritdoc/>
    public string Verb => "training";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Pinned { get; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public bool Wants(ModelSpecification specification) =>
        specification.Training is TrainingCapacity capacity && ModelCost.Products(specification, Math.Min(capacity.Tokens, 6 * capacity.Length)) <= MostProducts;

    /// <inheritdoc/>
    public Outcome Check(ModelSpecification specification, GeneratedModel generated, int seed)
    {
        TrainingData data = new(specification, seed);
        TrainingSettings settings = TrainingSettings.Draw(new Random(seed));
        Dictionary<string, double[]> exact = ModelParameters.Exact(data.Parameters);

        IReadOnlyList<Quantity> expected = TrainingReference.Compute(data, settings, exact);

        try
        {
            return Quantities.Judge(
                expected,
                TrainingComputation.Compute(generated, data, settings),
                move => TrainingReference.Compute(data, settings, ModelParameters.Moved(exact, move), new Random(move)));
        }
        catch (NonFiniteGradientException exception) when (expected.Max(static quantity => quantity.LargestOnTheWay) > Quantities.LargestValue)
        {
            return new Outcome(Verdict.IllConditioned, $"gradients leave the range of single precision\n  {exception.Message}", 0);
        }
    }
}
