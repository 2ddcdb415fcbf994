using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
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
    /// <summary>The largest difference that passes, as a share of the largest magnitude in the reference.</summary>
    public const double Tolerance = 2e-5;

    /// <summary>Compares everything that the folder has a reference for.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="set">The instruction set to run.</param>
    /// <exception cref="TorchCaseException">The specification is not one that compiles.</exception>
    public static IReadOnlyList<Comparison> Compare(string folder, InstructionSets set)
    {
        if (IsAdapter(folder))
        {
            using ImportedModel adapted = ModelImport.Open(BaseOf(folder), adapter: folder);
            using ImportedModel whole = ModelImport.Open(BaseOf(folder));

            return
            [
                .. Compare(adapted, folder, set, gradients: []),
                .. new AdapterComparison(whole, folder).Compare(Read(whole) with { InstructionSets = set }, Compile, Load),
            ];
        }

        string gradientPath = Path.Combine(folder, "gradients.safetensors");
        using ImportedModel imported = ModelImport.Open(folder);

        return Compare(imported, folder, set, File.Exists(gradientPath) ? imported.ReadGradients(gradientPath) : null);
    }

    /// <summary>Whether a folder has an adapter of another one's model: it is compared merged and beside the weights.</summary>
    public static bool IsAdapter(string folder) => File.Exists(Path.Combine(folder, "adapter_config.json"));

    /// <summary>The same of the folder as a GGUF file of singles; null where there is no such architecture.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="set">The instruction set to run.</param>
    /// <exception cref="TorchCaseException">The specification is not one that compiles.</exception>
    public static IReadOnlyList<Comparison>? CompareAsGguf(string folder, InstructionSets set)
    {
        if (IsAdapter(folder) || GgufConverter.Convert(folder, GgufElements.F32) is not GgufWriter writer)
        {
            return null;
        }

        DirectoryInfo temporary = Directory.CreateTempSubdirectory("weft-");

        try
        {
            string path = Path.Combine(temporary.FullName, "model.gguf");
            File.WriteAllBytes(path, writer.ToArray());
            using ImportedModel imported = ModelImport.Open(path, ClassName.Of(Path.GetFileName(folder)));

            return Compare(imported, folder, set, gradients: null);
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    // The path of the base model, from the adapter's folder.
    private static string BaseOf(string folder)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "adapter_config.json")));

        return Path.Combine(folder, document.RootElement.GetProperty("base_model_name_or_path").GetString()!);
    }

    private static List<Comparison> Compare(
        ImportedModel imported, string folder, InstructionSets set, IEnumerable<(string, float[])>? gradients)
    {
        using SafetensorsFile expected = SafetensorsFile.Open(Path.Combine(folder, "expected.safetensors"));
        ModelSpecification specification = Read(imported) with { InstructionSets = set };

        return specification.Architecture == Architecture.Encoder
            ? CompareEncoder(imported, specification, new EncoderReference(expected), gradients)
            : CompareGeneration(imported, specification, expected, Path.Combine(folder, "config.json"), gradients);
    }

    private static List<Comparison> CompareEncoder(
        ImportedModel imported, ModelSpecification specification, EncoderReference reference, IEnumerable<(string, float[])>? gradients)
    {
        GeneratedModel generated = Compile(gradients is null ? specification : specification with
        {
            Training = Capacity(reference.Count, reference.HasImages ? specification.MaxLength : reference.Sources.Length),
        });
        using TransformerModel model = Load(generated, imported);
        List<Comparison> comparisons = [.. EncoderComparison.Compare(generated, model, reference, specification)];

        if (specification.Output != OutputForm.Hidden && reference.HasHidden)
        {
            // The same encoder without its head, and without its last norm: a classifier's hidden states are what enters that.
            ModelSpecification hidden = HiddenComparison.WithoutHead(specification) with { FinalNorm = false };
            GeneratedModel encoder = Compile(hidden);
            using TransformerModel headless = HiddenComparison.WithoutHead(encoder, model);
            comparisons.AddRange(EncoderComparison.Compare(encoder, headless, reference, hidden));
        }

        if (gradients is not null)
        {
            comparisons.AddRange(GradientComparison.Compare(generated, model, reference.AddTo, reference.Loss, gradients));
        }

        return comparisons;
    }

    private static List<Comparison> CompareGeneration(
        ImportedModel imported,
        ModelSpecification specification,
        SafetensorsFile expected,
        string configPath,
        IEnumerable<(string, float[])>? gradients)
    {
        GenerationReference reference = new(expected, specification.TargetVocabulary, specification.HasEncoder);
        int length = Math.Max(reference.Ids.Length, reference.Sources?.Length ?? 0);
        GeneratedModel generated = Compile(specification with
        {
            Training = gradients is null ? null : Capacity(reference.Ids.Sequences, length),
            Inference = specification.Inference with { Beam = BeamComparison.MostBeams(expected) },
        });
        using TransformerModel model = Load(generated, imported);
        List<Comparison> comparisons = [.. GenerationComparison.Compare(generated, model, reference)];

        if (!specification.HasEncoder && HiddenComparison.IsIn(expected))
        {
            comparisons.AddRange(HiddenComparison.Compare(
                Compile(HiddenComparison.WithoutHead(specification)), model, expected, reference));
        }

        if (specification.HasEncoder)
        {
            comparisons.AddRange(BeamComparison.Compare(generated, model, expected, reference, configPath));
        }

        if (gradients is not null)
        {
            comparisons.AddRange(GradientComparison.Compare(generated, model, reference.AddTo, reference.Loss!.Value, gradients));
        }

        return comparisons;
    }

    private static TrainingCapacity Capacity(int sequences, int length) => new(sequences, sequences * length, length);

    private static ModelSpecification Read(ImportedModel imported)
    {
        SpecificationResult result = SpecificationReader.Read($"{imported.Name}.yaml", imported.SpecificationText, "Weft.Compiled");

        string others = result.Problems.Count > 1 ? $", and {result.Problems.Count - 1} more" : string.Empty;

        return result.Specification ?? throw new TorchCaseException($"{result.Problems.First()}{others}");
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
