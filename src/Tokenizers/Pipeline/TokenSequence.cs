namespace Weft.Tokenizers;

/// <summary>What a model gets of a text or of two: three arrays of one length.</summary>
/// <param name="Ids">The ids of the tokens.</param>
/// <param name="TypeIds">Which text each token belongs to, as the tokenizer counts; 0 and 1 with BERT.</param>
/// <param name="Mask">1 for each token, 0 for padding.</param>
public sealed record TokenSequence(int[] Ids, int[] TypeIds, int[] Mask);
