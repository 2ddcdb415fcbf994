using System.Linq;
using Weft.Import.Families;
using Weft.Import.Tensors;

namespace Weft.Import.Llama2C;

/// <summary>
/// Checkpoints of llama2.c: Llama's arithmetic, rope in neighbouring columns, and names that are those of the compiled model.
/// </summary>
internal static class Llama2CModel
{
    private static readonly Family Family = new()
    {
        ModelType = "llama2.c",
        Architectures = [],
        Specify = static config => throw config.Unsupported("model_type"),
        Tensors =
        [
            Same("decoder.token_embedding.weight"),
            .. Llama2CFile.LayerParameters.Select(static name => Same($"decoder.layers.{{layer}}.{name}.weight")),
            Same("decoder.final_norm.weight"),
            Same("output.weight"),
        ],
    };

    /// <summary>Reads the head of a checkpoint, and checks that the file is whole.</summary>
    /// <exception cref="ImportException">It is none, or not whole.</exception>
    public static ImportedModel Open(string path, string modelName)
    {
        Llama2CFile file = Llama2CFile.Open(path);
        WeightFiles weights = WeightFiles.Of(file);
        Specifications.ImportedSpecification specification = file.Header.Specify(modelName);

        return new ImportedModel(
            Family, specification, path, TensorMap.Create(Family, specification, weights), weights);
    }

    private static TensorRule Same(string name) => new(name, name);
}
