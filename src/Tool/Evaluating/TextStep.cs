namespace Weft.Tool.Evaluating;

/// <summary>Tokens that windows of a text have at one position.</summary>
/// <param name="Begins">Whether they are the first of their windows.</param>
/// <param name="Slots">The windows.</param>
/// <param name="Tokens">A token of each.</param>
/// <param name="Next">What follows each in the text; null where it is not predicted.</param>
internal sealed record TextStep(bool Begins, int[] Slots, int[] Tokens, int?[] Next);
