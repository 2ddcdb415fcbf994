using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.AotTests;
using Weft.Generator.Graph;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Graph;

namespace Weft.Reference;

/// <summary>Writes a model's parameters and batches, and what the interpreter makes of them in double.</summary>
internal static class CaseWriter
{
    // One model gets a batch of every number of rows that a tile can leave over: tiles have 2, 6 or 12 rows.
    private const string SweptModel = "PreGelu";
    private const int SweptRows = 24;

    /// <summary>Writes the file of a model of <see cref="ModelCases"/>.</summary>
    /// <param name="name">The model.</param>
    /// <param name="path">The file without its extension.</param>
    public static void Write(string name, string path)
    {
        ModelSpecification specification = ModelCases.Read(name);
        ModelGraph graph = GraphBuilder.Build(specification);
        Dictionary<string, float[]> parameters = ModelCases.CreateParameters(graph);
        Dictionary<string, double[]> exact = parameters.ToDictionary(
            static item => item.Key, static item => Array.ConvertAll(item.Value, static value => (double)value));
        InterpreterBatch[] batches = [.. CreateBatches(specification)];
        SafetensorsWriter writer = new();

        foreach ((string parameter, float[] values) in parameters)
        {
            writer.Add(CaseNames.Parameter(parameter), [values.Length], values);
        }

        for (int index = 0; index < batches.Length; index++)
        {
            AddBatch(writer, index, batches[index]);
            Interpreter run = new(graph, batches[index], exact, new DropoutSource(CaseNames.DropoutSeed, CaseNames.DropoutStep + (uint)index));
            writer.Add(CaseNames.Loss(index), [1], [run.RunForward()]);
            run.RunBackward();

            foreach ((string parameter, double[] gradient) in run.Gradients)
            {
                writer.Add(CaseNames.Gradient(index, parameter), [gradient.Length], ToSingles(gradient));
            }
        }

        Interpreter evaluation = new(graph, batches[0], exact, dropout: null);
        writer.Add(CaseNames.EvaluationLoss, [1], [evaluation.RunForward()]);
        writer.Add(CaseNames.Logits, [evaluation.Logits.Length], ToSingles(evaluation.Logits));
        writer.Save($"{path}.safetensors");
    }

    private static IEnumerable<InterpreterBatch> CreateBatches(ModelSpecification specification)
    {
        yield return ModelCases.CreateBatch(specification);
        yield return ModelCases.CreateFullBatch(specification);

        for (int rows = 1; specification.Model == SweptModel && rows <= SweptRows; rows++)
        {
            int longest = specification.Training!.Length;

            yield return InterpreterBatch.Random(rows, specification, rows <= longest ? [rows] : [longest, rows - longest]);
        }
    }

    private static void AddBatch(SafetensorsWriter writer, int index, InterpreterBatch batch)
    {
        foreach ((string side, ImmutableArray<int[]> sequences) in new[] { ("source", batch.Source.Sequences), ("target", batch.Target.Sequences) })
        {
            if (sequences.Length > 0)
            {
                AddIntegers(writer, CaseNames.Tokens(index, side), [.. sequences.SelectMany(static tokens => tokens)]);
                AddIntegers(writer, CaseNames.Lengths(index, side), [.. sequences.Select(static tokens => tokens.Length)]);
            }
        }

        if (batch.Source.Types.Length > 0)
        {
            AddIntegers(writer, CaseNames.TokenTypes(index), batch.Source.TokenTypes);
        }

        if (batch.Images.Length > 0)
        {
            float[] pixels = [.. batch.Images.SelectMany(static image => image)];
            writer.Add(CaseNames.Images(index), [pixels.Length], pixels);
        }

        if (batch.Targets.Length > 0)
        {
            writer.Add(CaseNames.Targets(index), [batch.Targets.Length], batch.Targets);
        }
        else
        {
            AddIntegers(writer, CaseNames.Labels(index), batch.Labels);
        }
    }

    private static void AddIntegers(SafetensorsWriter writer, string name, int[] values) =>
        writer.Add(name, [values.Length], Array.ConvertAll(values, static value => (long)value));

    private static float[] ToSingles(double[] values) => Array.ConvertAll(values, static value => (float)value);
}
