namespace Weft;

/// <summary>What a model puts out: the spec's `output`.</summary>
public enum ModelResult
{
    /// <summary>For each position a score for each token of the vocabulary.</summary>
    Vocabulary,

    /// <summary>For each position its d_model columns after the last layer.</summary>
    Hidden,

    /// <summary>For a whole sequence a score for each class.</summary>
    Classes,

    /// <summary>For each position a score for each class.</summary>
    TokenClasses,

    /// <summary>For a whole sequence numbers that are no scores: a regression.</summary>
    Values,
}
