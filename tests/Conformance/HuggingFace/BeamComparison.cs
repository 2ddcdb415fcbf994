using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Weft.Conformance.Compilation;
using Weft.Conformance.Torch;

namespace Weft.Conformance.HuggingFace;

/// <summary>Searches with beams as transformers does, and compares the hypotheses and their scores.</summary>
internal static partial class BeamComparison
{
    /// <summary>Of the largest score.</summary>
    private const double ScoreTolerance = 1e-4;

    /// <summary>The searches of a file, and the most beams of any; 1 where there is none.</summary>
    public static int MostBeams(SafetensorsFile file) => Searches(file).Select(static search => search.Beams).DefaultIfEmpty(1).Max();

    /// <summary>Compares every search that the file has results of.</summary>
    /// <param name="generated">The model, compiled for as many beams.</param>
    /// <param name="model">Its parameters.</param>
    /// <param name="file">The results.</param>
    /// <param name="reference">The sources.</param>
    /// <param name="configPath">config.json, which says how hypotheses end.</param>
    public static IEnumerable<Comparison> Compare(
        GeneratedModel generated, TransformerModel model, SafetensorsFile file, GenerationReference reference, string configPath)
    {
        using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(configPath));
        using EncoderDecoderSession session = (EncoderDecoderSession)generated.StartInference(model);
        List<Comparison> comparisons = [];

        foreach ((string name, int beams, float penalty) in Searches(file))
        {
            TokenTable expected = MaskedTable.ReadIntegers(file, $"{name}_sequences");
            BeamSearch search = new()
            {
                EndToken = config.RootElement.GetProperty("eos_token_id").GetInt32(),
                Beams = beams,
                Hypotheses = expected.Sequences / reference.Sources!.Sequences,
                MaximumLength = expected.Length - 1,
                AtMaximumLength = Limit(config.RootElement),
                LengthPenalty = penalty,
            };
            comparisons.AddRange(Compare(session, search, reference.Sources, expected, file.ReadSingles($"{name}_scores")));
        }

        return comparisons;
    }

    private static IEnumerable<Comparison> Compare(
        EncoderDecoderSession session, BeamSearch search, MaskedTable sources, TokenTable expected, float[] scores)
    {
        int[][] all = [.. Enumerable.Range(0, sources.Sequences).Select(sequence => sources.Row(sequence).ToArray())];
        Hypothesis[] found = [.. session.Search(all, startToken: expected.Values[0], search).SelectMany(static hypotheses => hypotheses)];
        int right = found.Where((hypothesis, index) =>
            Fits(hypothesis, expected.Row(index, expected.Length)[1..], search.EndToken)).Count();

        return
        [
            Comparison.Of("beams", expected.Sequences - right, 0, 0),
            Comparison.Of("scores", [.. found.Select(static hypothesis => (float)hypothesis.Score)], scores, ScoreTolerance),
        ];
    }

    // Behind the end token nothing but padding follows.
    private static bool Fits(Hypothesis hypothesis, ReadOnlySpan<int> expected, int endToken)
    {
        int length = hypothesis.Tokens.Length;

        return length <= expected.Length
            && expected[..length].SequenceEqual(hypothesis.Tokens.AsSpan())
            && (length == expected.Length || expected[length] == endToken);
    }

    private static BeamLimit Limit(JsonElement config) =>
        config.TryGetProperty("forced_eos_token_id", out JsonElement forced) && forced.ValueKind == JsonValueKind.Number
            ? BeamLimit.ForcedEndToken
            : BeamLimit.AnyToken;

    private static IEnumerable<(string Name, int Beams, float Penalty)> Searches(SafetensorsFile file) =>
        from tensor in file.Tensors
        let match = SearchName().Match(tensor.Name)
        where match.Success
        select (match.Groups["name"].Value, Number(match.Groups["beams"]), (float)Number(match.Groups["penalty"]));

    private static int Number(Group group) => int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<name>beam(?<beams>\d+)_lp(?<penalty>\d+))_sequences$", RegexOptions.CultureInvariant)]
    private static partial Regex SearchName();
}
