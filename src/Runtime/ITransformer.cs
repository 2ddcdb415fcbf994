namespace Weft;

/// <summary>How generic code makes and trains a generated model without reflection.</summary>
/// <typeparam name="TSelf">The generated class.</typeparam>
public interface ITransformer<TSelf>
    where TSelf : TransformerModel, ITransformer<TSelf>
{
    /// <summary>The model's constants.</summary>
    static abstract ModelDescription Shape { get; }

    /// <summary>A model with every parameter zero: what Initialize and Load fill.</summary>
    static abstract TSelf CreateEmpty();

    /// <summary>Reserves the training arenas.</summary>
    /// <param name="workers">The threads to run on; not disposed with the session.</param>
    /// <exception cref="System.NotSupportedException">The spec has no `training` section.</exception>
    TrainingSession StartTraining(Workers workers);

    /// <summary>
    /// Snapshots the weights and reserves what inference needs: a <see cref="DecoderSession"/>, an <see cref="EncoderSession"/> or an
    /// <see cref="EncoderDecoderSession"/>.
    /// </summary>
    /// <param name="workers">The threads to run on, not disposed with the session; null for the calling thread alone.</param>
    InferenceSession StartInference(Workers? workers = null);
}
