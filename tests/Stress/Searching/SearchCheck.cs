using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Graph;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Graph;
using Weft.Stress.Running;

namespace Weft.Stress.Searching;

/// <summary>
/// Searches of random models of few tokens, with every setting of a search. Where the beams are wide enough and none stops early, what is
/// found are the best of all hypotheses; else what the definition finds from the interpreter's probabilities.
/// </summary>
internal sealed class SearchCheck : IModelCheck
{
    private const int Searches = 6;

    // 64 continuations of the longest prompt, for every task of every search.
    private const int RowsOfTable = 450;
    private const long MostProducts = 3_000_000;
    private const int MostSequences = 4;

    // Of the largest logit, and for each token.
    private const double Tolerance = 1e-5;

    /// <inheritdoc/>
    public string Verb => "search";

    /// <summary>Few enough tokens and positions for all hypotheses, and enough beams for all of them.</summary>
    public IReadOnlyDictionary<string, string> Pinned { get; } = new Dictionary<string, string>
    {
        ["vocabulary"] = "4",
        ["output"] = "vocabulary",
        ["max_length"] = "7",
        ["inference.beam"] = "64",
    };

    /// <inheritdoc/>
    public bool Wants(ModelSpecification specification) => specification.HasDecoder
        && specification.Inference is { Weights: WeightFormat.Float32, Cache: CacheFormat.Float32, CacheTokens: 0 }
        && specification.Inference.Sequences <= MostSequences && ModelCost.Products(specification, RowsOfTable) <= MostProducts;

    /// <inheritdoc/>
    public Outcome Check(ModelSpecification specification, GeneratedModel generated, int seed)
    {
        Random random = new(seed);
        SearchRequest[] requests = [.. Enumerable.Range(0, Searches).Select(_ => SearchRequest.Draw(specification, random))];
        ModelGraph graph = GraphBuilder.Build(specification.WithTraining());
        Dictionary<string, float[]> parameters = ModelCases.CreateParameters(graph, seed);
        Dictionary<string, double[]> exact = ModelParameters.Exact(parameters);
        Tables tables = new(graph, specification, exact);
        Found[] found = [.. Search(generated, parameters, requests)];

        return Quantities.Judge(
            Expect(tables, tables, found, specification),
            Compute(tables, found, specification.MaxLength),
            move => Expect(new Tables(graph, specification, ModelParameters.Moved(exact, move), new Random(move)), tables, found, specification));
    }

    private static List<Quantity> Expect(Tables tables, Tables exact, Found[] found, ModelSpecification specification)
    {
        List<Quantity> quantities = [];

        foreach ((string name, SearchRequest request, SearchTask task, IReadOnlyList<Hypothesis> hypotheses) in found)
        {
            int longest = request.LongestOf(task, specification.MaxLength);
            ContinuationTable table = tables.Of(task, longest);
            SearchReference reference = new(request.Settings, table, longest);
            double[] scores = reference.FindsAll(specification.Outputs) ? reference.ScoresOfAll() : reference.ScoresOfBeams();

            // Fewer may be found than were asked for, and scores of long hypotheses are multiples of log-probabilities.
            double scale = Math.Max(1, table.LargestLogit) * longest * Math.Max(1, Math.Pow(longest, -request.Settings.LengthPenalty));
            quantities.Add(new Quantity($"number found by {name}", [scores.Length], 0.5));
            quantities.Add(new Quantity($"scores of {name}", Pad(scores, request), Tolerance * scale));

            // Beside the exact ones, from which moved ones part.
            double[] differences = [.. hypotheses.Select(item =>
                LogProbability(item, table, request.Settings, longest) - LogProbability(item, exact.Of(task, longest), request.Settings, longest))];
            quantities.Add(new Quantity($"log-probabilities of {name}", Pad(differences, request), Tolerance * scale));
        }

        return quantities;
    }

    private static Dictionary<string, double[]> Compute(Tables tables, Found[] found, int maxLength)
    {
        Dictionary<string, double[]> results = [];

        foreach ((string name, SearchRequest request, SearchTask task, IReadOnlyList<Hypothesis> hypotheses) in found)
        {
            int longest = request.LongestOf(task, maxLength);
            ContinuationTable table = tables.Of(task, longest);
            results[$"number found by {name}"] = [hypotheses.Count];
            results[$"scores of {name}"] = Pad([.. hypotheses.Select(static hypothesis => hypothesis.Score)], request);
            results[$"log-probabilities of {name}"] =
                Pad([.. hypotheses.Select(item => item.LogProbability - LogProbability(item, table, request.Settings, longest))], request);
        }

        return results;
    }

    private static IEnumerable<Found> Search(GeneratedModel generated, Dictionary<string, float[]> parameters, SearchRequest[] requests)
    {
        using TransformerModel model = ModelParameters.CreateModel(generated, parameters);
        using Workers workers = new(2);
        using DecoderSession session = generated.StartDecoding(model, workers);

        foreach ((int search, SearchRequest request) in requests.Index())
        {
            IReadOnlyList<IReadOnlyList<Hypothesis>> hypotheses = Search(session, request);

            foreach ((int index, SearchTask task) in request.Tasks.Index())
            {
                string name = $"task {index} of search {search}, [{string.Join(' ', task.Source)}] [{string.Join(' ', task.Prompt)}], {request.Settings}";

                yield return new Found(name, request, task, hypotheses[index]);
            }
        }
    }

    private static IReadOnlyList<IReadOnlyList<Hypothesis>> Search(DecoderSession session, SearchRequest request) => session is EncoderDecoderSession translator
        ? translator.Search([.. request.Tasks.Select(static task => task.Source)], request.Tasks[0].Prompt[0], request.Settings)
        : session.Search([.. request.Tasks.Select(static task => task.Prompt)], request.Settings);

    // What is said of the tokens that were found. One as long as possible without an end has none, or a forced one.
    private static double LogProbability(Hypothesis hypothesis, ContinuationTable table, BeamSearch settings, int longest)
    {
        bool isForced = hypothesis.Tokens.Length == longest - 1 && settings.AtMaximumLength == BeamLimit.ForcedEndToken;
        bool hasNoEnd = hypothesis.Tokens.Length == longest || isForced;

        return table.Of(hypothesis.Tokens) + (hasNoEnd ? 0 : table.After(hypothesis.Tokens)[settings.EndToken]);
    }

    private static double[] Pad(double[] values, SearchRequest request) =>
        [.. values, .. Enumerable.Repeat(0.0, request.Settings.Hypotheses - values.Length)];

    private sealed record Found(string Name, SearchRequest Request, SearchTask Task, IReadOnlyList<Hypothesis> Hypotheses);

    // Moved values tell hypotheses apart that are equal in any order of their tokens: which of them is left behind, rounding decides.
    private sealed class Tables(
        ModelGraph graph, ModelSpecification specification, IReadOnlyDictionary<string, double[]> parameters, Random? moves = null)
    {
        private readonly Dictionary<SearchTask, ContinuationTable> _tables = [];

        public ContinuationTable Of(SearchTask task, int longest)
        {
            if (!_tables.TryGetValue(task, out ContinuationTable? table))
            {
                table = new ContinuationTable(graph, specification, parameters, task, longest - 1, moves);
                _tables.Add(task, table);
            }

            return table;
        }
    }
}
