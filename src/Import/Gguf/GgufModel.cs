using System.Linq;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Gguf;

/// <summary>Models of llama.cpp and its relatives: one file with keys, tokenizer and tensors.</summary>
internal static class GgufModel
{
    private const string TypeKey = "general.type";
    private const string PartsKey = "split.count";

    /// <summary>Reads the head of a file, and checks that the file is whole.</summary>
    /// <exception cref="ImportException">It is not, or of an architecture or a form that is not supported.</exception>
    public static ImportedModel Open(string path, string modelName)
    {
        GgufFile file = GgufFile.Open(path);

        try
        {
            CheckKind(file.Metadata);
            GgufArchitecture architecture = GgufArchitectures.Find(file.Metadata);
            Configuration.ConfigurationSection config = GgufConfiguration.Read(file, architecture);
            ImportedSpecification specification = architecture.Family.Specify(config) with { Model = modelName };
            config.CheckAllRead();
            Families.Family family = architecture.ToFamily();
            WeightFiles weights = WeightFiles.Of(file);

            return new ImportedModel(
                family, specification, path, TensorMap.Create(family, specification, weights), weights)
            {
                Tokenizer = GgufTokenizer.Read(file.Metadata, specification.Vocabulary),
            };
        }
        catch
        {
            file.Dispose();

            throw;
        }
    }

    private static void CheckKind(GgufMetadata metadata)
    {
        if (metadata.FindText(TypeKey) is not (null or "model"))
        {
            throw metadata.Problem(TypeKey, "is not supported; a model is.");
        }

        if (metadata.FindInteger(PartsKey) is > 1)
        {
            throw metadata.Problem(PartsKey, "is not supported; one file with the whole model is.");
        }
    }
}
