using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Loader;
using Weft.Conformance.Compilation;
using Xunit;

namespace Weft.Consumers.Tests;

/// <summary>A project's model <c>App.Tiny</c>, put to use.</summary>
internal static class TrainedConsumer
{
    /// <summary>The losses of three steps, then the logits behind a token: dropout draws from hashes.</summary>
    public static List<double> Results(ConsumerBuild build)
    {
        Assert.Empty(build.Problems);
        AssemblyLoadContext context = new("App", isCollectible: true);
        Type type = context.LoadFromStream(new MemoryStream(build.Assembly)).GetType("App.Tiny", throwOnError: true)!;
        GeneratedModel model = (GeneratedModel)Activator.CreateInstance(typeof(GeneratedModel<>).MakeGenericType(type))!;
        using TransformerModel parameters = model.Initialize(seed: 1);
        using Trainer trainer = model.CreateTrainer(parameters, new AdamW { LearningRate = 1e-2f });
        int[] tokens = [.. Enumerable.Range(0, 40).Select(static i => i % 11)];
        List<double> results = [];

        foreach (TrainingStep step in trainer.Run(new RandomWindows(tokens, length: 4, sequences: 2, seed: 1), steps: 3))
        {
            results.Add(step.Loss);
        }

        using DecoderSession session = model.StartDecoding(parameters);

        foreach (float logit in session.Feed(5))
        {
            results.Add(logit);
        }

        return results;
    }
}
