using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;
using Weft.Stress.Running;

namespace Weft.Stress.Fencing;

/// <summary>
/// A model with a fence behind each matrix, and again with one before it: whatever a kernel touches outside ends the process. Whatever it
/// computes has the same bits in the runtime's own arenas.
/// </summary>
/// <param name="tracePath">The file that gets every operand before it is used.</param>
/// <param name="only">The only operand whose matrix is fenced; null for all.</param>
/// <param name="fault">A matrix that is told to be half as long as it is; null for none.</param>
internal sealed class MemoryCheck(string tracePath, int? only = null, string? fault = null) : IModelCheck
{
    private const long MostProducts = 4_000_000;
    private const long MostFloats = 4_000_000;
    private const int MostSlots = 64;

    /// <inheritdoc/>
    public string Verb => "memory";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Pinned { get; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public bool Wants(ModelSpecification specification) =>
        specification.Inference.Rows <= MostSlots
        && (long)specification.Inference.Sequences * specification.MaxLength * specification.ModelSize <= MostFloats
        && (long)(specification.Training?.Tokens ?? 0) * (specification.FeedForwardSize + specification.Outputs) <= MostFloats
        && ModelCost.Products(specification, Math.Max(specification.MaxLength, specification.Training?.Tokens ?? 0)) <= MostProducts * 10;

    /// <summary>Checks a specification.</summary>
    public Outcome Check(ModelSpecification specification, int seed)
    {
        FencedModel model = new(specification, fault);
        GeneratedModel generated = model.Compile();
        IReadOnlyList<float[]> expected = this.Run(model, generated, specification, seed, FenceSide.None);

        foreach (FenceSide side in (FenceSide[])[FenceSide.Behind, FenceSide.Before])
        {
            IReadOnlyList<float[]> actual = this.Run(model, generated, specification, seed, side);
            int place = Enumerable.Range(0, expected.Count).FirstOrDefault(i => !AreSame(expected[i], actual[i]), -1);

            if (place >= 0)
            {
                return Outcome.Fail($"result {place} of {expected.Count} has other bits where each matrix has a block of its own, fenced on the side {side}");
            }
        }

        return Outcome.Of(null);
    }

    /// <inheritdoc/>
    public Outcome Check(ModelSpecification specification, GeneratedModel generated, int seed) => this.Check(specification, seed);

    private IReadOnlyList<float[]> Run(FencedModel model, GeneratedModel generated, ModelSpecification specification, int seed, FenceSide side)
    {
        using CallTrace trace = new(tracePath);
        using FencedMatrices matrices = new(model.Operands, side, trace, only);
        matrices.Use();

        return new FencedRun(specification, generated, seed).Run();
    }

    private static bool AreSame(float[] left, float[] right) =>
        left.Length == right.Length && Enumerable.Range(0, left.Length).All(i => BitConverter.SingleToInt32Bits(left[i]) == BitConverter.SingleToInt32Bits(right[i]));
}
