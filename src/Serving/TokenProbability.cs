namespace Weft.Serving;

/// <summary>How likely the model found a token, before biases, penalties, temperature and limits.</summary>
/// <param name="Token">The token's id.</param>
/// <param name="LogProbability">The natural logarithm of its probability, 0 or less.</param>
public readonly record struct TokenProbability(int Token, double LogProbability);
