using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Graph;

namespace Weft.Stress.Searching;

/// <summary>The log-probability of every token after every continuation of a prompt, up to a length, by the interpreter.</summary>
internal sealed class ContinuationTable
{
    private readonly int _vocabulary;
    private readonly Dictionary<string, double[]> _rows = [];

    /// <param name="graph">The model.</param>
    /// <param name="specification">The same.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="task">The prompt, and what is translated.</param>
    /// <param name="length">The longest continuation whose next token has a probability.</param>
    /// <param name="moves">Moves every value between nodes; null for none.</param>
    public ContinuationTable(
        ModelGraph graph,
        ModelSpecification specification,
        IReadOnlyDictionary<string, double[]> parameters,
        SearchTask task,
        int length,
        Random? moves = null)
    {
        _vocabulary = specification.Outputs;
        int[][] continuations = [.. All(length)];
        int[][] sources = specification.HasEncoder ? [.. continuations.Select(_ => task.Source)] : [];
        InterpreterBatch batch = InterpreterBatch.WithoutLabels(specification, sources, [.. continuations.Select(tokens => (int[])[.. task.Prompt, .. tokens])]);
        Interpreter run = new(graph, batch, parameters, dropout: null, moves);
        _ = run.RunForward();
        this.LargestLogit = run.Logits.Max(Math.Abs);

        for (int i = 0; i < continuations.Length; i++)
        {
            for (int taken = 0; taken <= length; taken++)
            {
                int row = batch.Target.Starts[i] + task.Prompt.Length - 1 + taken;
                _rows[Name(continuations[i][..taken])] = LogProbabilities(run.Logits.AsSpan(row * _vocabulary, _vocabulary));
            }
        }
    }

    /// <summary>The largest logit.</summary>
    public double LargestLogit { get; }

    /// <summary>The log-probability of every token after a continuation.</summary>
    public double[] After(IEnumerable<int> tokens) => _rows[Name(tokens)];

    /// <summary>The log-probability of a continuation.</summary>
    public double Of(IReadOnlyList<int> tokens) => tokens.Select((token, i) => this.After(tokens.Take(i))[token]).Sum();

    /// <summary>Every continuation of a length.</summary>
    public IEnumerable<int[]> All(int length) => length == 0
        ? [[]]
        : this.All(length - 1).SelectMany(tokens => Enumerable.Range(0, _vocabulary).Select(token => (int[])[.. tokens, token]));

    private static string Name(IEnumerable<int> tokens) => string.Join(' ', tokens);

    private static double[] LogProbabilities(ReadOnlySpan<double> logits)
    {
        double[] values = logits.ToArray();
        double largest = values.Max();
        double normalizer = largest + Math.Log(values.Sum(value => Math.Exp(value - largest)));

        return Array.ConvertAll(values, value => value - normalizer);
    }
}
