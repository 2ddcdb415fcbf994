using System.Collections.Immutable;

namespace Weft;

/// <summary>A continuation that beam search has found.</summary>
/// <param name="Tokens">The tokens after the prompt, without the end token.</param>
/// <param name="LogProbability">
/// The natural logarithm of the probability of these tokens and the end token; of the tokens alone where they end without one or it was
/// forced.
/// </param>
/// <param name="Score">What hypotheses are ranked by: <paramref name="LogProbability"/> / length^penalty, the end token counted.</param>
public sealed record Hypothesis(ImmutableArray<int> Tokens, double LogProbability, double Score);
