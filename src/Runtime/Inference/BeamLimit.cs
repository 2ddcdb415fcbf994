namespace Weft;

/// <summary>How a beam search ends hypotheses that are as long as they may be.</summary>
public enum BeamLimit
{
    /// <summary>The end token is their last, and its probability counts. fairseq.</summary>
    EndToken,

    /// <summary>
    /// The end token is their last, as if nothing else could be. Hugging Face, where a model has a <c>forced_eos_token_id</c>.
    /// </summary>
    ForcedEndToken,

    /// <summary>The likeliest token is their last, the end token or not. Hugging Face, elsewhere.</summary>
    AnyToken,
}
