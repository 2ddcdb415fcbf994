using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Tests.Graph;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Adapters of low rank: `adapters`.</summary>
public sealed class AdapterTests : IDisposable
{
    private const double MergedTolerance = 1e-5;

    private readonly string _folder = Directory.CreateTempSubdirectory("weft-adapter").FullName;

    public static TheoryData<string, string> Models => CompiledModels.WithSets("Adapted", "AdaptedTranslator");

    private static GeneratedModel Adapted => CompiledModels.Find("Adapted", CompiledModels.Sets[1]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A session has adapters in its weights, training beside them.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Merged_AndBeside_AreTheSame(string name, string set)
    {
        ReferenceRun reference = ReferenceRun.Of(name);
        GeneratedModel generated = CompiledModels.Find(name, set);
        using TransformerModel model = CompiledModels.Create(generated, reference);
        using DecoderSession session = generated.StartDecoding(model);
        double largest = reference.Logits.Max(Math.Abs);
        int[] tokens = reference.Batch.Outputs.Sequences[0];

        if (session is EncoderDecoderSession translation)
        {
            translation.Encode(reference.Batch.Source.Sequences[0]);
        }

        for (int position = 0; position < tokens.Length; position++)
        {
            ReadOnlySpan<float> logits = session.Feed(tokens[position]);

            for (int i = 0; i < logits.Length; i++)
            {
                double expected = reference.Logits[(reference.RowOf(0, position)!.Value * logits.Length) + i];
                Assert.True(Math.Abs(logits[i] - expected) <= MergedTolerance * largest, $"position {position}, logit {i}: {logits[i]}, not {expected}");
            }
        }
    }

    [Fact]
    public void Training_ChangesAdaptersAlone_AndBeginsAsTheBase()
    {
        using TransformerModel model = Adapted.Initialize(seed: 3);
        string[] before = [.. ModelBits.OfParameters(model)];
        float[] merged = Logits(model);
        using Trainer trainer = Adapted.CreateTrainer(model, new AdamW { LearningRate = 1e-2 }, new TrainerOptions { Threads = 2 });
        TrainingStep[] steps = [.. trainer.Run(Windows(), steps: 30)];
        string[] changed = [.. ModelBits.OfParameters(model).Zip(before).Where(static pair => pair.First != pair.Second).Select(static pair => pair.First.Split(' ')[0])];

        Assert.Equal(Adapted.Shape.Parameters.Where(AdapterParameters.Has).Select(static info => info.Name), changed);
        Assert.True(steps[^1].Loss < steps[0].Loss - 0.1, $"{steps[0].Loss} became {steps[^1].Loss}.");
        Assert.NotEqual(merged, Logits(model));

        // B is zero at first: the model is its base, to the bit.
        model.InitializeAdapter(seed: 9);
        Assert.Equal(merged, Logits(model));
    }

    [Fact]
    public void Adapter_SavedAndLoaded_IsTheSame_AndSessionsKeepTheirOwn()
    {
        using TransformerModel model = Adapted.Initialize(seed: 3);
        model.Save(Path.Combine(_folder, "base.safetensors"));
        Fill(model, seed: 1);
        float[] first = Logits(model);
        model.SaveAdapter(Path.Combine(_folder, "first"));
        Fill(model, seed: 2);
        float[] second = Logits(model);
        model.SaveAdapter(Path.Combine(_folder, "second"));

        using TransformerModel other = Adapted.CreateEmpty();
        ModelFile.Load(other, Path.Combine(_folder, "base.safetensors"));
        other.LoadAdapter(Path.Combine(_folder, "first"));
        using DecoderSession ofFirst = Adapted.StartDecoding(other);
        other.LoadAdapter(Path.Combine(_folder, "second"));
        using DecoderSession ofSecond = Adapted.StartDecoding(other);

        Assert.Equal(first, ofFirst.Feed(5).ToArray());
        Assert.Equal(second, ofSecond.Feed(5).ToArray());
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void SaveMerged_IsAFileOfTheBase()
    {
        string path = Path.Combine(_folder, "merged.safetensors");
        using TransformerModel model = Adapted.Initialize(seed: 3);
        Fill(model, seed: 1);
        float[] expected = Logits(model);
        model.SaveMerged(path);

        // Without adapters in the file they begin anew, and are nothing beside the weights.
        using TransformerModel merged = Adapted.CreateEmpty();
        ModelFile.Load(merged, path);
        using SafetensorsFile file = SafetensorsFile.Open(path);

        Assert.Equal(AdapterParameters.OfBase(Adapted.Shape).Select(static info => info.Name).Order(), file.Tensors.Select(static tensor => tensor.Name).Order());
        Assert.Equal(expected, Logits(merged));
        Assert.Contains(AdapterParameters.Of(Adapted.Shape), info => Read(merged, info).Any(static value => value != 0));
    }

    [Theory]
    [InlineData("\"r\": 5", "\"r\": 4", "adapter_config.json: 'r' is 4; AdaptedAvx2 has 'adapters.rank: 5'.")]
    [InlineData("\"lora_alpha\": 7", "\"lora_alpha\": 8", "adapter_config.json: 'lora_alpha' is 8; AdaptedAvx2 has 'adapters.alpha: 7'.")]
    [InlineData("\"lora_alpha\": 7,", "", "adapter_config.json: 'lora_alpha' is missing; AdaptedAvx2 has 'adapters.alpha: 7'.")]
    [InlineData("\"bias\"", "\"use_dora\": true, \"bias\"", "adapter_config.json: 'use_dora' asks for another kind of adapter than alpha / rank x B A.")]
    [InlineData("{", "", "adapter_config.json: it is no JSON.")]
    public void Adapter_OfAnotherKind_IsRefused(string old, string text, string expected)
    {
        using TransformerModel model = Adapted.Initialize(seed: 3);
        model.SaveAdapter(_folder);
        string path = Path.Combine(_folder, "adapter_config.json");
        string config = File.ReadAllText(path);
        Assert.Contains(old, config, StringComparison.Ordinal);
        File.WriteAllText(path, config.Replace(old, text, StringComparison.Ordinal));
        string[] before = [.. ModelBits.OfParameters(model)];

        Assert.Contains(expected, Assert.Throws<ModelFileException>(() => model.LoadAdapter(_folder)).Message, StringComparison.Ordinal);
        Assert.Equal(before, ModelBits.OfParameters(model));
    }

    [Fact]
    public void Adapter_OfAnotherBase_IsRefused()
    {
        using TransformerModel model = Adapted.Initialize(seed: 3);
        using TransformerModel other = CompiledModels.Find("AdaptedTranslator", CompiledModels.Sets[1]).Initialize(seed: 3);
        using TransformerModel without = CompiledModels.Find("PreGelu", CompiledModels.Sets[1]).Initialize(seed: 3);
        other.SaveAdapter(_folder);
        model.SaveAdapter(Path.Combine(_folder, "own"));
        File.Copy(Path.Combine(_folder, "own", "adapter_config.json"), Path.Combine(_folder, "adapter_config.json"), overwrite: true);

        ModelFileException error = Assert.Throws<ModelFileException>(() => model.LoadAdapter(_folder));
        Assert.Contains("tensor 'base_model.model.encoder.layers.0.self_attention.key.lora_A.weight': AdaptedAvx2 has no such adapter;", error.Message, StringComparison.Ordinal);
        Assert.Contains("has no adapters (`adapters`)", Assert.Throws<InvalidOperationException>(() => without.LoadAdapter(_folder)).Message, StringComparison.Ordinal);
    }

    private static RandomWindows Windows() =>
        new(Enumerable.Range(0, 300).Select(static i => i % 7).ToArray(), length: 9, sequences: 4, seed: 1);

    private static float[] Logits(TransformerModel model)
    {
        using DecoderSession session = Adapted.StartDecoding(model);

        return session.Feed(5).ToArray();
    }

    private static float[] Read(TransformerModel model, ParameterInfo info)
    {
        float[] values = new float[info.Count];
        model.Read(info.Name, values);

        return values;
    }

    private static void Fill(TransformerModel model, int seed)
    {
        Random random = new(seed);

        foreach (ParameterInfo info in AdapterParameters.Of(model.Description))
        {
            float[] values = [.. Enumerable.Range(0, (int)info.Count).Select(_ => (float)(random.NextDouble() - 0.5))];
            model.Write(info.Name, values);
        }
    }
}
