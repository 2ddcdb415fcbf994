using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Weft.Conformance.Compilation;
using Weft.Conformance.Torch;
using Weft.Generator.Specification;
using Weft.Import;

namespace Weft.Conformance.HuggingFace;

/// <summary>An adapter beside the weights of its base model: logits, gradients of A and B, and what ten steps of AdamW make of the loss.</summary>
/// <param name="imported">The base model.</param>
/// <param name="folder">The adapter's folder, with what peft computed.</param>
internal sealed class AdapterComparison(ImportedModel imported, string folder)
{
    private const double GradientTolerance = 1e-4;
    private const double GradientNoise = 1e-6;
    private const string WeightsName = "adapter_model.safetensors";
    private const string ConfigName = "adapter_config.json";
    private const string Prefix = "base_model.model.";
    private const string GradientPrefix = "gradient.";

    // What Llama's modules are called here.
    private static readonly Dictionary<string, Projections> Targets = new()
    {
        ["q_proj"] = Projections.Query, ["k_proj"] = Projections.Key, ["v_proj"] = Projections.Value, ["o_proj"] = Projections.Output,
        ["up_proj"] = Projections.Up, ["gate_proj"] = Projections.Gate, ["down_proj"] = Projections.Down,
    };

    /// <summary>Compares everything.</summary>
    /// <param name="specification">The base model's.</param>
    /// <param name="compile">Compiles a specification.</param>
    /// <param name="load">Makes a model with the parameters of the base model.</param>
    public IReadOnlyList<Comparison> Compare(
        ModelSpecification specification, Func<ModelSpecification, GeneratedModel> compile, Func<GeneratedModel, ImportedModel, TransformerModel> load)
    {
        using SafetensorsFile expected = SafetensorsFile.Open(Path.Combine(folder, "expected.safetensors"));
        GenerationReference reference = new(expected, specification.TargetVocabulary, hasSource: false);
        int rows = reference.Ids.Sequences * reference.Ids.Length;
        GeneratedModel generated = compile(specification with
        {
            Adapters = ReadShape(),
            Training = new TrainingCapacity(reference.Ids.Sequences, rows, reference.Ids.Length),
        });
        using TransformerModel model = load(generated, imported);
        imported.CopyAdapterTo(folder, model);

        return [.. this.CompareFiles(model), .. this.ComparePasses(generated, model, reference, expected), .. CompareSteps(generated, model, reference, expected)];
    }

    private AdapterShape ReadShape()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, ConfigName)));
        JsonElement config = document.RootElement;
        Projections on = config.GetProperty("target_modules").EnumerateArray().Select(static name => Targets[name.GetString()!])
            .Aggregate(static (all, one) => all | one);

        return new AdapterShape(config.GetProperty("r").GetInt32(), config.GetProperty("lora_alpha").GetSingle(), on);
    }

    // What is written is what was read, under the same names.
    private IEnumerable<Comparison> CompareFiles(TransformerModel model)
    {
        DirectoryInfo written = Directory.CreateTempSubdirectory("weft-");

        try
        {
            imported.SaveAdapter(model, written.FullName);
            using SafetensorsFile ours = SafetensorsFile.Open(Path.Combine(written.FullName, WeightsName));
            using SafetensorsFile theirs = SafetensorsFile.Open(Path.Combine(folder, WeightsName));

            return
            [
                Comparison.Of("files/tensors", ours.Tensors.Length, theirs.Tensors.Length, 0),
                .. theirs.Tensors.Select(tensor => Comparison.Of($"files/{tensor.Name}", ours.ReadSingles(tensor.Name), theirs.ReadSingles(tensor.Name), 0)),
            ];
        }
        finally
        {
            written.Delete(recursive: true);
        }
    }

    private IEnumerable<Comparison> ComparePasses(
        GeneratedModel generated, TransformerModel model, GenerationReference reference, SafetensorsFile expected)
    {
        using Workers workers = new();
        using TrainingSession session = generated.StartTraining(model, workers);
        Batch batch = new(generated.Shape);
        reference.AddTo(batch);
        float[] logits = new float[batch.OutputRows * generated.Shape.Outputs];
        session.ComputeLogits(batch, logits);
        float[] expectedLogits = [.. Enumerable.Range(0, reference.Ids.Sequences).SelectMany(
            sequence => reference.LogitsOf(sequence)[..(logits.Length / reference.Ids.Sequences)].ToArray())];
        List<Comparison> comparisons = [Comparison.Of("beside/logits", logits, expectedLogits, HuggingFaceCase.Tolerance)];
        LossSum loss = session.Accumulate(batch);
        comparisons.Add(Comparison.Of("beside/loss", loss.Mean, reference.Loss!.Value, HuggingFaceCase.Tolerance));
        using TransformerModel gradients = this.ReadGradients(generated, expected);
        ParameterInfo[] adapters = [.. AdapterParameters.Of(generated.Shape)];
        double largest = adapters.Max(info => Values(gradients, info).Max(Math.Abs));

        foreach (ParameterInfo info in adapters)
        {
            float[] ours = new float[info.Count];
            session.ReadGradient(info.Name, ours);
            comparisons.Add(Comparison.Of(
                $"beside/gradients/{info.Name}", [.. ours.Select(value => value / loss.Labels)], Values(gradients, info), GradientTolerance, GradientNoise * largest));
        }

        return comparisons;
    }

    // Gradients are as adapters are: a model that has them in the place of these.
    private TransformerModel ReadGradients(GeneratedModel generated, SafetensorsFile expected)
    {
        DirectoryInfo written = Directory.CreateTempSubdirectory("weft-");

        try
        {
            SafetensorsWriter writer = new();

            foreach (SafetensorsTensor tensor in expected.Tensors.Where(static tensor => tensor.Name.StartsWith(GradientPrefix, StringComparison.Ordinal)))
            {
                writer.Add(Prefix + tensor.Name[GradientPrefix.Length..], tensor.Shape.AsSpan(), expected.ReadSingles(tensor.Name));
            }

            writer.Save(Path.Combine(written.FullName, WeightsName));
            File.Copy(Path.Combine(folder, ConfigName), Path.Combine(written.FullName, ConfigName));
            TransformerModel model = generated.CreateEmpty();
            imported.CopyAdapterTo(written.FullName, model);

            return model;
        }
        finally
        {
            written.Delete(recursive: true);
        }
    }

    private static IEnumerable<Comparison> CompareSteps(
        GeneratedModel generated, TransformerModel model, GenerationReference reference, SafetensorsFile expected)
    {
        float[] losses = expected.ReadSingles("losses");
        using Trainer trainer = generated.CreateTrainer(model, new AdamW { LearningRate = 1e-2, WeightDecay = 0 });

        List<Comparison> comparisons = [];

        foreach (TrainingStep step in trainer.Run(new OneBatch(reference.AddTo), losses.Length))
        {
            comparisons.Add(Comparison.Of($"beside/loss of step {step.Step}", step.Loss, losses[step.Step - 1], GradientTolerance));
        }

        return comparisons;
    }

    private static float[] Values(TransformerModel model, ParameterInfo info)
    {
        float[] values = new float[info.Count];
        model.Read(info.Name, values);

        return values;
    }
}
