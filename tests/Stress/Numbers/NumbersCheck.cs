using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Graph;
using Weft.Stress.Running;
using Weft.Stress.Training;

namespace Weft.Stress.Numbers;

/// <summary>
/// Logits, losses and gradients where numbers are huge, tiny, denormal or equal, where windows and sequences end beside the end of a panel, where
/// a sequence has one token, a query sees one key, and batches are full.
/// </summary>
internal sealed class NumbersCheck : IModelCheck
{
    private const long MostProducts = 600_000;
    private const int MostSequences = 12;
    private const double SmallestNormal = 1.17549435e-38;

    private static readonly int[] Lengths = [1, 2, 15, 16, 17, 31, 32, 33, 48, 49];
    private static readonly int[] Windows = [1, 2, 15, 16, 17, 31, 32, 33, 47];

    /// <inheritdoc/>
    public string Verb => "numbers";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Pinned { get; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> PinnedOf(int seed)
    {
        Random random = new(seed);
        string length = Wording.Plain(Lengths[random.Next(Lengths.Length)]);
        Dictionary<string, string> pinned = new() { ["max_length"] = length, ["training.length"] = length };

        if (random.Next(2) == 0)
        {
            pinned["window"] = Wording.Plain(Windows[random.Next(Windows.Length)]);
        }

        return pinned;
    }

    /// <inheritdoc/>
    public bool Wants(ModelSpecification specification) =>
        specification.Training is TrainingCapacity capacity && ModelCost.Products(specification, Math.Min(capacity.Tokens, MostSequences * capacity.Length)) <= MostProducts;

    /// <inheritdoc/>
    public Outcome Check(ModelSpecification specification, GeneratedModel generated, int seed)
    {
        Random random = new(seed);
        Situation situation = Situation.All[seed % Situation.All.Count];
        InterpreterBatch batch = DrawBatch(specification, random);
        TrainingData drawn = new(specification, seed);
        TrainingData data = new(specification, seed) { Parameters = situation.Apply(drawn.Parameters, specification), Batch = batch, Steps = [DrawBatch(specification, random)] };
        int threads = random.Next(1, 4);

        Outcome outcome = Quantities.Judge(
            Expect(data, ModelParameters.Exact(data.Parameters)),
            TrainingComputation.ComputePasses(generated, data, threads),
            move => Expect(data, ModelParameters.Moved(ModelParameters.Exact(data.Parameters), move), new Random(move)));

        return outcome with { Detail = outcome.Detail.Length == 0 ? "" : $"{situation.Name}: {outcome.Detail}" };
    }

    // What is smaller than any usual float may be zero.
    private static IReadOnlyList<Quantity> Expect(TrainingData data, Dictionary<string, double[]> parameters, Random? moves = null) =>
        [.. TrainingReference.ComputePasses(data, parameters, moves).Select(static quantity => quantity with { Tolerance = quantity.Tolerance + SmallestNormal })];

    // Full of the longest sequences, of single tokens, or of sequences that end beside the end of a panel.
    private static InterpreterBatch DrawBatch(ModelSpecification specification, Random random)
    {
        TrainingCapacity capacity = specification.Training!;
        int way = random.Next(3);
        List<int> lengths = [];

        for (int left = capacity.Tokens; left > 0 && lengths.Count < Math.Min(capacity.Sequences, MostSequences); left -= lengths[^1])
        {
            int drawn = way == 0 ? capacity.Length : way == 1 ? 1 : Lengths[random.Next(Lengths.Length)];
            lengths.Add(Math.Min(drawn, Math.Min(capacity.Length, left)));
        }

        return InterpreterBatch.Random(random.Next(), specification, [.. lengths], [.. lengths]);
    }
}
