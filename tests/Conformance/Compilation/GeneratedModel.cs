using System;

namespace Weft.Conformance.Compilation;

/// <summary>
/// What tests call of a generated class that they cannot name: the class exists only once its spec has been compiled. Shipped code
/// never does this; it names its model.
/// </summary>
internal abstract class GeneratedModel
{
    /// <summary>The model's constants.</summary>
    public abstract ModelDescription Shape { get; }

    /// <summary>A model with every parameter zero.</summary>
    public abstract TransformerModel CreateEmpty();

    /// <summary>A model with the spec's initialization.</summary>
    public abstract TransformerModel Initialize(ulong seed);

    /// <summary>Reserves the training arenas of a model of this class.</summary>
    public abstract TrainingSession StartTraining(TransformerModel model, Workers workers);

    /// <summary>Reserves the caches of a model of this class.</summary>
    public abstract InferenceSession StartInference(TransformerModel model, Workers? workers = null);

    /// <summary>Reserves the caches of a model that decodes.</summary>
    public DecoderSession StartDecoding(TransformerModel model, Workers? workers = null) => (DecoderSession)this.StartInference(model, workers);

    /// <summary>A trainer of a model of this class.</summary>
    public abstract Trainer CreateTrainer(TransformerModel model, AdamW optimizer, TrainerOptions? options = null);
}

/// <inheritdoc/>
/// <typeparam name="TModel">The generated class.</typeparam>
internal sealed class GeneratedModel<TModel> : GeneratedModel
    where TModel : TransformerModel, ITransformer<TModel>
{
    /// <inheritdoc/>
    public override ModelDescription Shape => TModel.Shape;

    /// <inheritdoc/>
    public override TransformerModel CreateEmpty() => TModel.CreateEmpty();

    /// <inheritdoc/>
    public override TransformerModel Initialize(ulong seed) => ModelFactory.Initialize<TModel>(seed);

    /// <inheritdoc/>
    public override TrainingSession StartTraining(TransformerModel model, Workers workers) => ((TModel)model).StartTraining(workers);

    /// <inheritdoc/>
    public override InferenceSession StartInference(TransformerModel model, Workers? workers = null) =>
        ((TModel)model).StartInference(workers);

    /// <inheritdoc/>
    public override Trainer CreateTrainer(TransformerModel model, AdamW optimizer, TrainerOptions? options = null) =>
        new Trainer<TModel>((TModel)model, optimizer, options);
}
