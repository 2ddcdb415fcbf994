using System;
using System.IO;
using System.Linq;
using Weft.Import.Adapters;
using Weft.Import.Configuration;
using Weft.Import.Families;
using Weft.Import.Gguf;
using Weft.Import.Llama2C;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import;

/// <summary>
/// Reads folders as Hugging Face's transformers library saves models, <c>config.json</c> and safetensors files; GGUF files; and
/// checkpoints of llama2.c.
/// </summary>
public static class ModelImport
{
    /// <summary>Reads a folder's configuration and the headers of its files, and checks that they fit together.</summary>
    /// <param name="folder">The folder, or a GGUF file, or a checkpoint of llama2.c.</param>
    /// <param name="modelName">The name of the class; null to make one from the folder's, or the file's.</param>
    /// <param name="adapter">
    /// The folder of an adapter of low rank (LoRA), as peft saves one, which is merged into the folder's matrices; null for none.
    /// </param>
    /// <exception cref="ImportException">
    /// The model is of no known family, a file is missing or has something else in it, or the adapter is not of this model.
    /// </exception>
    /// <exception cref="ModelFileException">A safetensors file is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ImportedModel Open(string folder, string? modelName = null, string? adapter = null)
    {
        if (File.Exists(folder))
        {
            if (adapter is not null)
            {
                throw new ImportException(
                    folder, "an adapter is merged into a folder of safetensors files, not into a file of another kind.");
            }

            return OpenFile(folder, modelName ?? ClassName.Of(Path.GetFileNameWithoutExtension(folder)));
        }

        string path = Path.Combine(folder, "config.json");
        ConfigurationSection config = ConfigurationFile.Read(path);
        Family family = FamilyList.Find(config, path);
        string folderName = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        ImportedSpecification specification = family.Read(config) with { Model = modelName ?? ClassName.Of(folderName) };
        config.CheckAllRead();
        WeightFiles weights = WeightFiles.Open(folder);

        try
        {
            weights.Adapter = adapter is null ? null : Adapter.Open(adapter, weights, family.Prefixes);

            TensorMap map = TensorMap.Create(family, specification, weights);
            weights.Adapter?.CheckUsed(map.Tensors.Select(static tensor => tensor.Source));

            return new ImportedModel(family, specification, folder, map, weights);
        }
        catch
        {
            weights.Dispose();

            throw;
        }
    }

    /// <summary>
    /// A model with the parameters of a folder or file, which stays as it is: what <see cref="ImportedModel.SaveParameters"/> and the
    /// class's own Load do in two steps. The configuration that is found there must be that of the compiled model.
    /// </summary>
    /// <typeparam name="TModel">The class that was generated from the specification that <c>weft import</c> wrote.</typeparam>
    /// <param name="path">The folder, or a GGUF file, or a checkpoint of llama2.c.</param>
    /// <param name="adapter">The folder of an adapter of low rank (LoRA), which is merged; null for none.</param>
    /// <exception cref="ImportException">
    /// It is another model, and the message names the key that differs; or it is of no known family, or a file is missing or has something
    /// else in it.
    /// </exception>
    /// <exception cref="ModelFileException">A safetensors file is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static TModel Load<TModel>(string path, string? adapter = null)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        using ImportedModel imported = Open(path, TModel.Shape.Name, adapter);
        TModel model = TModel.CreateEmpty();

        try
        {
            imported.CopyTo(model);
        }
        catch
        {
            model.Dispose();

            throw;
        }

        return model;
    }

    // A file that says by its name that it is GGUF is held to it.
    private static ImportedModel OpenFile(string path, string modelName) =>
        GgufFile.Is(path) || Path.GetExtension(path).Equals(".gguf", StringComparison.OrdinalIgnoreCase)
            ? GgufModel.Open(path, modelName)
            : Llama2CModel.Open(path, modelName);
}
