using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Training;

public sealed class CheckpointTests : IDisposable
{
    private static readonly int[] Tokens = Texts.Create(2000);
    private static readonly AdamW Settings = new() { LearningRate = LearningRate.Cosine(1e-2, 5, 40), ClipNorm = 1, ExcludeFromDecay = ["*.bias"] };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Resume_GoesOnBitForBit()
    {
        (float[] whole, List<TrainingStep> wholeSteps) = Uninterrupted();
        List<TrainingStep> steps = this.TrainAndSave(15);

        using Bigram model = Bigram.Initialize(77);
        using Trainer<Bigram> trainer = new(model, Settings, new TrainerOptions { Threads = 3, Seed = 1 });
        RandomWindows source = new(Tokens, 12, 5, seed: 99);
        trainer.Resume(_folder["a.checkpoint"], source);

        Assert.Equal(15, trainer.Step);
        Assert.Equal(7ul, trainer.Seed);
        steps.AddRange(Steps(trainer.Run(source, steps: 40)));
        Assert.Equal(whole, model.Snapshot());
        Assert.Equal(wholeSteps.Select(static step => step with { Elapsed = default }), steps.Select(static step => step with { Elapsed = default }));
    }

    [Fact]
    public void Load_Checkpoint_IsAModel()
    {
        _ = this.TrainAndSave(3);
        using Bigram loaded = ModelFactory.Load<Bigram>(_folder["a.checkpoint"]);
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, Settings, new TrainerOptions { Threads = 1 });
        trainer.Resume(_folder["a.checkpoint"], new RandomWindows(Tokens, 12, 5, 1));

        Assert.Equal(model.Snapshot(), loaded.Snapshot());
    }

    [Fact]
    public void Resume_EveryTruncation_ChangesNothing()
    {
        _ = this.TrainAndSave(3);
        byte[] whole = File.ReadAllBytes(_folder["a.checkpoint"]);

        for (int length = 0; length < whole.Length; length += 997)
        {
            File.WriteAllBytes(_folder["a.checkpoint"], whole[..length]);
            Assert.Contains(_folder["a.checkpoint"], this.AssertRefused(Settings).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Resume_OtherOptimizer_NamesTheSetting()
    {
        _ = this.TrainAndSave(3);

        Assert.Contains("adamw.beta2 = 0.999; this trainer has 0.99", this.AssertRefused(Settings with { Beta2 = 0.99 }).Message, StringComparison.Ordinal);
        Assert.Contains("adamw.clip_norm = 1; this trainer has none", this.AssertRefused(Settings with { ClipNorm = null }).Message, StringComparison.Ordinal);
        Assert.Contains("adamw.exclude_from_decay", this.AssertRefused(Settings with { ExcludeFromDecay = [] }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_OtherData_SaysSo()
    {
        _ = this.TrainAndSave(3);

        Assert.Contains("other tokens", this.AssertRefused(Settings, Texts.Create(1999)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_PlainModel_SaysSo()
    {
        using Bigram model = Bigram.Initialize(1);
        model.Save(_folder["a.checkpoint"]);

        Assert.Contains("no checkpoint", this.AssertRefused(Settings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weft.specification", "other", "another specification")]
    [InlineData("weft.step", "-3", "no step or seed")]
    [InlineData("weft.step", "many", "no step or seed")]
    [InlineData("adamw.clip_value", "3", "adamw.clip_value = 3; this trainer has none")]
    [InlineData("weft.batches", "###", "'weft.batches' is damaged")]
    [InlineData("weft.batches", "", "position in the data")]
    public void Resume_OtherMetadata_SaysWhich(string key, string text, string message)
    {
        _ = this.TrainAndSave(3);
        this.Rewrite(key, text);

        Assert.Contains(message, this.AssertRefused(Settings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_MissingMoment_NamesIt()
    {
        _ = this.TrainAndSave(3);
        this.Rewrite(string.Empty, string.Empty, "adamw.second_moment.output.bias");

        Assert.Equal("adamw.second_moment.output.bias", this.AssertRefused(Settings).TensorName);
    }

    private static (float[] Parameters, List<TrainingStep> Steps) Uninterrupted()
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, Settings, new TrainerOptions { Threads = 2, Seed = 7 });
        List<TrainingStep> steps = Steps(trainer.Run(new RandomWindows(Tokens, 12, 5, 1), steps: 40));

        return (model.Snapshot(), steps);
    }

    private static List<TrainingStep> Steps(TrainingRun run)
    {
        List<TrainingStep> steps = [];

        foreach (TrainingStep step in run)
        {
            steps.Add(step);
        }

        return steps;
    }

    private List<TrainingStep> TrainAndSave(int count)
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, Settings, new TrainerOptions { Threads = 2, Seed = 7 });
        RandomWindows source = new(Tokens, 12, 5, 1);
        List<TrainingStep> steps = Steps(trainer.Run(source, steps: count));
        trainer.Save(_folder["a.checkpoint"], source, new Dictionary<string, string> { ["characters"] = "abc" });

        return steps;
    }

    // A trainer that has gone some steps refuses the file and goes on as if nothing had been tried.
    private ModelFileException AssertRefused(AdamW settings, int[]? tokens = null)
    {
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, settings, new TrainerOptions { Threads = 1 });
        RandomWindows source = new(tokens ?? Tokens, 12, 5, 1);
        _ = Steps(trainer.Run(source, steps: 2));
        float[] before = model.Snapshot();
        byte[] state = source.SaveState();
        ModelFileException exception = Assert.Throws<ModelFileException>(() => trainer.Resume(_folder["a.checkpoint"], source));

        Assert.Equal(before, model.Snapshot());
        Assert.Equal(state, source.SaveState());
        Assert.Equal(2, trainer.Step);

        return exception;
    }

    private void Rewrite(string key, string text, string? without = null)
    {
        SafetensorsWriter writer = new();

        using (SafetensorsFile file = SafetensorsFile.Open(_folder["a.checkpoint"]))
        {
            foreach ((string name, string value) in file.Metadata)
            {
                writer.AddMetadata(name, name == key ? text : value);
            }

            foreach (SafetensorsTensor tensor in file.Tensors.Where(tensor => tensor.Name != without))
            {
                writer.Add(tensor.Name, tensor.Shape.AsSpan(), file.ReadSingles(tensor.Name));
            }
        }

        writer.Save(_folder["a.checkpoint"]);
    }
}
