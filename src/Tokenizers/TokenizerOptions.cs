namespace Weft.Tokenizers;

/// <summary>What the file of a tokenizer does not say.</summary>
public sealed record TokenizerOptions
{
    /// <summary>
    /// Whether a vocabulary of BERT, vocab.txt, knows lower case only; null looks for "do_lower_case" in the tokenizer_config.json beside
    /// it, and takes it for true where there is none.
    /// </summary>
    public bool? Lowercase { get; init; }
}
