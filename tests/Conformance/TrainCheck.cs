using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;

namespace Weft.Conformance;

/// <summary>
/// Trains and decodes with compiled specs for a few steps on random tokens, with each instruction set alone: what a test runs in a process
/// of its own to see how the JIT compiles the kernels.
/// </summary>
internal static class TrainCheck
{
    private const int Steps = 3;
    private const int Tokens = 4;

    /// <summary>Prints the last loss of each spec and set.</summary>
    /// <returns>0, or 2 when a spec cannot be compiled or trained.</returns>
    public static int Run(string[] paths)
    {
        List<ModelSpecification> variants = [];

        foreach (string path in paths)
        {
            SpecificationResult result = SpecificationReader.Read(path, File.ReadAllText(path), "Weft.Compiled");

            if (result.Specification is not { Training: not null, Architecture: Architecture.Decoder } specification)
            {
                Console.Error.WriteLine(result.Specification is null
                    ? string.Join('\n', result.Problems.Items.Select(static problem => problem.ToString()))
                    : $"{path} is no decoder with a `training` section.");

                return ExitCode.Usage;
            }

            variants.AddRange(InstructionSetNames.All.Select(name => Specialize(specification, name)));
        }

        ModelLibrary library = ModelLibrary.Compile(variants, isCollectible: false);

        foreach (ModelSpecification variant in variants)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{variant.Model}: loss {Train(library[variant]):0.0000}"));
        }

        return ExitCode.Success;
    }

    private static ModelSpecification Specialize(ModelSpecification specification, string name) =>
        InstructionSetNames.TryParse(name, out InstructionSets set)
            ? specification with { Model = $"{specification.Model}{set}", InstructionSets = set }
            : throw new ArgumentException($"'{name}' is no instruction set.", nameof(name));

    private static double Train(GeneratedModel generated)
    {
        ModelDescription shape = generated.Shape;
        Random random = new(1);
        int[] tokens = [.. Enumerable.Range(0, 4 * shape.TrainingLength).Select(_ => random.Next(shape.TargetVocabulary))];
        RandomWindows batches = new(tokens, shape.TrainingLength, shape.TrainingTokens / shape.TrainingLength, seed: 1);
        using TransformerModel model = generated.Initialize(seed: 1);
        using Trainer trainer = generated.CreateTrainer(model, new AdamW { ClipNorm = 1 });
        double loss = 0;

        foreach (TrainingStep step in trainer.Run(batches, Steps))
        {
            loss = step.Loss;
        }

        using DecoderSession session = generated.StartDecoding(model);

        for (int token = 0; token < Tokens; token++)
        {
            _ = session.Feed(token);
        }

        return loss;
    }
}
