using System;

namespace Weft;

/// <summary>Makes models: what the `Initialize` and `Load` of a generated class call.</summary>
public static class ModelFactory
{
    /// <summary>A model with the spec's initialization.</summary>
    /// <param name="seed">The same seed gives the same parameters, whatever the machine's threads or vector width.</param>
    public static TModel Initialize<TModel>(ulong seed)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        TModel model = TModel.CreateEmpty();
        ParameterInitializer.Initialize(model, seed);

        return model;
    }

    /// <summary>A model with the parameters of a safetensors file: one that <see cref="TransformerModel.Save"/> or a trainer's checkpoint wrote, or any other with the canonical names.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFileException">The file is damaged, or its tensors are not this model's.</exception>
    /// <exception cref="System.IO.IOException">The file cannot be read.</exception>
    public static TModel Load<TModel>(string path)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        TModel model = TModel.CreateEmpty();

        try
        {
            ModelFile.Load(model, path);
        }
        catch
        {
            model.Dispose();

            throw;
        }

        return model;
    }
}
