namespace Weft.Serving;

/// <summary>Why a text ended.</summary>
public enum FinishReason
{
    /// <summary>The model ended it, or a stop sequence came.</summary>
    Stop,

    /// <summary>It has as many tokens as were asked for, or as the model's longest sequence has room for.</summary>
    Length,
}
