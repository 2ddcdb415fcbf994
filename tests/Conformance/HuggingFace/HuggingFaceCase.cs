using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Conformance.Torch;
using Weft.Generator;
using Weft.Generator.Specification;
using Weft.Import;

namespace Weft.Conformance.HuggingFace;

/// <summary>Imports a folder, compiles what it asks for, and compares with what transformers computed.</summary>
internal static class HuggingFaceCase
{
    /// <summary>Compares everything that the folder has a reference for.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="set">The instruction set to run.</param>
    /// <exception cref="HuggingFaceSkipException">There is no comparison for this kind of model yet.</exception>
    /// <exception cref="TorchCaseException">The specification is not one that compiles.</exception>
    public static IReadOnlyList<Comparison> Compare(string folder, InstructionSets set)
    {
        using ImportedModel imported = ModelImport.Open(folder);
        using SafetensorsFile expected = SafetensorsFile.Open(Path.Combine(folder, "expected.safetensors"));
        ModelSpecification specification = Read(imported) with { InstructionSets = set };

        return specification.Architecture switch
        {
            Architecture.Decoder => CompareDecoder(imported, specification, expected, Path.Combine(folder, "gradients.safetensors")),
            _ => throw new HuggingFaceSkipException($"there is no comparison of {specification.Architecture} models yet"),
        };
    }

    private static List<Comparison> CompareDecoder(
        ImportedModel imported, ModelSpecification specification, SafetensorsFile expected, string gradientPath)
    {
        DecoderReference reference = new(expected, specification.TargetVocabulary);
        bool hasGradients = File.Exists(gradientPath);

        // A training step sees what is fed but for the last token, which nothing follows.
        TrainingCapacity training = new(reference.Ids.Sequences, reference.Ids.Values.Length, reference.Ids.Length);
        GeneratedModel generated = Compile(hasGradients ? specification with { Training = training } : specification);
        using TransformerModel model = Load(generated, imported);
        List<Comparison> comparisons = [.. DecoderComparison.Compare(generated, model, reference)];

        if (hasGradients)
        {
            comparisons.AddRange(GradientComparison.Compare(generated, model, reference, imported.ReadGradients(gradientPath)));
        }

        return comparisons;
    }

    private static ModelSpecification Read(ImportedModel imported)
    {
        SpecificationResult result = SpecificationReader.Read($"{imported.Name}.yaml", imported.SpecificationText, "Weft.Compiled");

        return result.Specification ?? throw new TorchCaseException($"{result.Problems.First()}{(result.Problems.Count > 1 ? $", and {result.Problems.Count - 1} more" : "")}");
    }

    private static GeneratedModel Compile(ModelSpecification specification) => ModelLibrary.Compile(specification)[specification];

    // By way of a file, as every model that is imported.
    private static TransformerModel Load(GeneratedModel generated, ImportedModel imported)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("weft-");
        TransformerModel model = generated.CreateEmpty();

        try
        {
            string path = Path.Combine(folder.FullName, "imported.safetensors");
            imported.SaveParameters(path);
            ModelFile.Load(model, path);

            return model;
        }
        catch
        {
            model.Dispose();

            throw;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
