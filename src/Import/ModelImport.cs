using System.IO;
using Weft.Import.Configuration;
using Weft.Import.Families;
using Weft.Import.Llama2C;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import;

/// <summary>
/// Reads folders as Hugging Face's transformers library saves models, <c>config.json</c> and safetensors files, and checkpoints of
/// llama2.c.
/// </summary>
public static class ModelImport
{
    /// <summary>Reads a folder's configuration and the headers of its files, and checks that they fit together.</summary>
    /// <param name="folder">The folder, or a checkpoint of llama2.c.</param>
    /// <param name="modelName">The name of the class; null to make one from the folder's, or the file's.</param>
    /// <exception cref="ImportException">The model is of no known family, or a file is missing or has something else in it.</exception>
    /// <exception cref="ModelFileException">A safetensors file is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ImportedModel Open(string folder, string? modelName = null)
    {
        if (File.Exists(folder))
        {
            return Llama2CModel.Open(folder, modelName ?? ClassName.Of(Path.GetFileNameWithoutExtension(folder)));
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
            return new ImportedModel(family, specification, folderName, TensorMap.Create(family, specification, weights), weights);
        }
        catch
        {
            weights.Dispose();

            throw;
        }
    }
}
