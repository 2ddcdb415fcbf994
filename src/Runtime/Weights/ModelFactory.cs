using System;
using System.IO;
using System.Reflection;

namespace Weft;

/// <summary>Makes models: what `Initialize`, `Load`, `LoadEmbedded` and `LoadAverage` of a generated class call.</summary>
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

    /// <summary>
    /// A model with the parameters of a safetensors file: one that <see cref="TransformerModel.Save"/> or a trainer's checkpoint wrote, or
    /// any other with the canonical names. A file that <see cref="InferenceSession.SavePacked"/> wrote is mapped and not read.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFileException">The file is damaged, or its tensors are not this model's, or not finite.</exception>
    /// <exception cref="System.IO.IOException">The file cannot be read.</exception>
    public static TModel Load<TModel>(string path)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);

        return Fill<TModel>(model => ModelFile.Load(model, path));
    }

    /// <summary>
    /// A model with the parameters of a file that the build has put into the program: what the `Weights` of a TransformerModel item names.
    /// A packed file is used where it lies, and not copied.
    /// </summary>
    /// <param name="resource">The name of the resource in the assembly of the generated class.</param>
    /// <exception cref="InvalidOperationException">The assembly has no such resource.</exception>
    /// <exception cref="ModelFileException">The file is damaged, or its tensors are not this model's, or not finite.</exception>
    public static unsafe TModel LoadEmbedded<TModel>(string resource)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        ArgumentException.ThrowIfNullOrEmpty(resource);
        Assembly assembly = typeof(TModel).Assembly;

        // It stays where it is as long as the assembly, which the model's type keeps.
        if (assembly.GetManifestResourceStream(resource) is not UnmanagedMemoryStream stream)
        {
            throw new InvalidOperationException(
                $"{assembly.GetName().Name} has no resource '{resource}'; a TransformerModel item with Weights puts it there.");
        }

        using (stream)
        {
            ImageBytes bytes = new(stream.PositionPointer, stream.Length);

            return Fill<TModel>(model => ModelFile.Load(model, $"resource {resource}", bytes));
        }
    }

    /// <summary>
    /// A model with the mean of the parameters of several files, each as <see cref="Load"/> takes it: the last checkpoints of a run usually
    /// do better than the last one alone (Vaswani et al. 2017). Summed in double, in the order of the files.
    /// </summary>
    /// <param name="paths">The files, at least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    /// <exception cref="ModelFileException">A file is damaged, or its tensors are not this model's, or not finite.</exception>
    /// <exception cref="System.IO.IOException">A file cannot be read.</exception>
    public static TModel LoadAverage<TModel>(ReadOnlySpan<string> paths)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        string[] files = [.. paths];

        return Fill<TModel>(model => ModelFile.LoadAverage(model, files));
    }

    private static TModel Fill<TModel>(Action<TModel> load)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        TModel model = TModel.CreateEmpty();

        try
        {
            load(model);
        }
        catch
        {
            model.Dispose();

            throw;
        }

        return model;
    }
}
