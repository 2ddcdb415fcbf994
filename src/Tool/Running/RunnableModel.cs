namespace Weft.Tool.Running;

/// <summary>
/// What verbs call of a generated class that they cannot name: the class exists only once its spec has been compiled. Programs never do
/// this; they name their model.
/// </summary>
internal abstract class RunnableModel
{
    /// <summary>The model's constants.</summary>
    public abstract ModelDescription Shape { get; }

    /// <summary>A model with the spec's initialization.</summary>
    public abstract TransformerModel Initialize(ulong seed);

    /// <summary>A model with the parameters of a safetensors file.</summary>
    /// <exception cref="System.IO.IOException">It cannot be read, is damaged or holds another model; the message names it.</exception>
    public abstract TransformerModel Load(string path);

    /// <summary>A trainer of a model of this class.</summary>
    public abstract Trainer CreateTrainer(TransformerModel model, Workers workers);

    /// <summary>Reserves what inference of a model of this class needs.</summary>
    public abstract InferenceSession StartInference(TransformerModel model, Workers workers);
}

/// <inheritdoc/>
/// <typeparam name="TModel">The generated class.</typeparam>
internal sealed class RunnableModel<TModel> : RunnableModel
    where TModel : TransformerModel, ITransformer<TModel>
{
    /// <inheritdoc/>
    public override ModelDescription Shape => TModel.Shape;

    /// <inheritdoc/>
    public override TransformerModel Initialize(ulong seed) => ModelFactory.Initialize<TModel>(seed);

    /// <inheritdoc/>
    public override TransformerModel Load(string path) => ModelFactory.Load<TModel>(path);

    /// <inheritdoc/>
    public override Trainer CreateTrainer(TransformerModel model, Workers workers) =>
        new Trainer<TModel>((TModel)model, new AdamW { LearningRate = 1e-4 }, new TrainerOptions { Workers = workers });

    /// <inheritdoc/>
    public override InferenceSession StartInference(TransformerModel model, Workers workers) => ((TModel)model).StartInference(workers);
}
