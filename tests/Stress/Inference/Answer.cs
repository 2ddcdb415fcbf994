namespace Weft.Stress.Inference;

/// <summary>What a session has put out for a sequence: the logits of its last token, or the row of the whole sequence.</summary>
/// <param name="Source">What an encoder-decoder had encoded; what an encoder has read; empty for a decoder.</param>
/// <param name="Target">What a decoder has read in the slot; empty for an encoder.</param>
/// <param name="Position">The position in the last of them.</param>
/// <param name="Logits">What was put out.</param>
/// <param name="Way">How the session came there.</param>
internal sealed record Answer(int[] Source, int[] Target, int Position, double[] Logits, string Way)
{
    /// <summary>What an encoder of images has read, whose <see cref="Source"/> is a zero for each of its rows.</summary>
    public float[]? Image { get; init; }
}
