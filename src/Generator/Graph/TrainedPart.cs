using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Generator.Graph;

/// <summary>
/// The backward pass as far as something is trained: gradients of parameters that are not frozen, and those of values that they are made
/// of. What nobody reads then is not computed, backwards or forwards.
/// </summary>
internal static class TrainedPart
{
    /// <summary>The blocks of a whole model with their gradients.</summary>
    /// <param name="blocks">The blocks forwards.</param>
    /// <param name="recompute">What their backward passes begin with.</param>
    public static ImmutableArray<Block> Differentiate(IEnumerable<Block> blocks, Recomputation recompute)
    {
        ImmutableArray<Block>.Builder result = ImmutableArray.CreateBuilder<Block>();
        bool isBelow = false;
        bool isInEncoder = false;

        foreach (Block block in blocks)
        {
            if (block.Input is null)
            {
                // A stack begins. What the one before it has made is read by every layer of this one.
                (isInEncoder, isBelow) = (isBelow, false);
            }

            Block whole = GradientBuilder.Differentiate(block);
            ImmutableArray<Node> backward = whole.Backward.SelectMany(TrainedOf).ToImmutableArray();

            // It wants gradients for itself, or for the encoder.
            bool isAsking = backward.Any(static node => node.Domain == Domain.Parameters)
                || (isInEncoder && block.Memory is not null && block.Output is not null);
            bool passesOn = isBelow || (isAsking && block.Repetitions > 1);
            result.Add(Reduce(recompute, whole with
            {
                Backward = [.. ComputedAgain(whole, recompute), .. backward],
                InputGradient = passesOn ? whole.InputGradient : null,
                MemoryGradient = isInEncoder ? whole.MemoryGradient : null,
            }));
            isBelow |= isAsking;
        }

        return result.ToImmutable();
    }

    // What stands between two states of the residual stream. The rest of a model is one layer's worth or has nothing to compute again.
    private static ImmutableArray<Node> ComputedAgain(Block block, Recomputation recompute) =>
        recompute == Recomputation.Layer && block is { Input: not null, Output: not null } ? block.Forward : [];

    // Without what nobody asks for: a node is needed where it gives the gradient of a parameter, or writes what is read behind it. Integers
    // are kept, and not computed again: they are few, and a loss that balances experts reads those of all layers.
    private static Block Reduce(Recomputation recompute, Block block)
    {
        HashSet<Value?> read = [block.InputGradient, block.MemoryGradient];
        List<Node> kept = [];

        foreach (Node node in block.Backward.Reverse())
        {
            if (node.Domain == Domain.Parameters || node.Outputs.Any(value => !value.IsInteger && read.Contains(value)))
            {
                Node needed = Without(node, read);
                kept.Add(needed);
                read.UnionWith(needed.Inputs);
            }
        }

        kept.Reverse();

        return block with
        {
            Backward = kept.SelectMany(node => WithTransposed(node, recompute)).Select(node => WithoutKept(node, kept)).ToImmutableArray(),
            OutputGradient = read.Contains(block.OutputGradient) ? block.OutputGradient : null,
            Forward = block.Forward.Select(node => WithoutKept(node, kept)).ToImmutableArray(),
        };
    }

    private static Node Without(Node node, HashSet<Value?> read) =>
        node is AttentionGradient gradient && !read.Contains(gradient.BiasGradient) ? gradient with { BiasGradient = null } : node;

    // A product with frozen weights finds them transposed just before, and so does every one where layers are computed again: no copies of
    // them are kept from step to step.
    private static IEnumerable<Node> WithTransposed(Node node, Recomputation recompute)
    {
        if (node is not InputGradient { Weights: [{ Kind: ParameterKind.Projection, OtherExperts.IsEmpty: true } first, ..] } gradient
            || (recompute == Recomputation.None && gradient.Weights.Any(static weight => weight.IsTrained)))
        {
            return [node];
        }

        Value transposed = new(
            $"{BlockBuilder.Role(first.Name)}Transposed", ValueKind.Weights, new Axis(1, first.Rows), gradient.Result.Matrix.Side)
        {
            WeightRows = gradient.Weights.Sum(static weight => weight.Columns.Padded),
        };

        return [new Transpose(gradient.Weights, transposed), gradient with { Transposed = transposed }];
    }

    // What the forward pass keeps for the backward pass alone.
    private static Node WithoutKept(Node node, List<Node> backward)
    {
        bool IsRead(Value? value) => value is not null && backward.Any(reader => reader.Inputs.Contains(value));

        return node switch
        {
            Norm norm when !IsRead(norm.InverseDeviation) => norm with { Mean = null, InverseDeviation = null },
            Attention attention when !IsRead(attention.InverseTotal) => attention with { ScoreMaximum = null, InverseTotal = null },
            Projection projection when !IsRead(projection.Derivative) => projection with { Derivative = null },
            Activate activate when !IsRead(activate.Derivative) => activate with { Derivative = null },
            _ => node,
        };
    }

    // A gradient of parameters as far as they are trained; every other node as it is.
    private static IEnumerable<Node> TrainedOf(Node node) => node switch
    {
        WeightGradient gradient => PartsOf(gradient),
        NormParameterGradient gradient => WithAny(
            gradient with { Weight = Trained(gradient.Weight), Bias = Trained(gradient.Bias) }, gradient.Weight, gradient.Bias),
        EmbeddingGradient gradient => WithAny(
            gradient with { Table = Trained(gradient.Table), Positions = Trained(gradient.Positions), Types = Trained(gradient.Types) },
            gradient.Table, gradient.Positions, gradient.Types),
        PatchParameterGradient gradient => WithAny(
            gradient with { ClassToken = Trained(gradient.ClassToken), Positions = Trained(gradient.Positions) },
            gradient.ClassToken, gradient.Positions),
        RelativeBiasGradient gradient => WithAny(gradient, gradient.Table),
        _ => [node],
    };

    private static Parameter? Trained(Parameter? parameter) => parameter is { IsTrained: true } ? parameter : null;

    private static IEnumerable<Node> WithAny(Node node, params Parameter?[] parameters) =>
        parameters.Any(static parameter => parameter is { IsTrained: true }) ? [node] : [];

    // Of weights that stand side by side, a node for each run of them that is trained alike.
    private static IEnumerable<Node> PartsOf(WeightGradient gradient)
    {
        (bool Weight, bool Bias) Of(int i) => (gradient.Weights[i].IsTrained, !gradient.Biases.IsEmpty && gradient.Biases[i].IsTrained);

        for (int first = 0, panel = gradient.OutputGradient.Panel; first < gradient.Weights.Length;)
        {
            (bool Weight, bool Bias) part = Of(first);
            int end = Enumerable.Range(first, gradient.Weights.Length - first).TakeWhile(i => Of(i) == part).Last() + 1;
            bool isWhole = first == 0 && end == gradient.Weights.Length;
            int panels = gradient.Weights.Skip(first).Take(end - first).Sum(PanelsOf);

            if (part.Weight || part.Bias)
            {
                yield return gradient with
                {
                    OutputGradient = isWhole
                        ? gradient.OutputGradient
                        : new Slice(gradient.OutputGradient.Matrix, panel, new Axis(1, panels * Shared.Panels.Width)),
                    Weights = part.Weight ? gradient.Weights.Skip(first).Take(end - first).ToImmutableArray() : [],
                    Biases = part.Bias ? gradient.Biases.Skip(first).Take(end - first).ToImmutableArray() : [],
                };
            }

            panel += panels;
            first = end;
        }
    }

    // A table that is an output projection as well has its outputs as rows, and none beside it.
    private static int PanelsOf(Parameter weight) => weight.Kind == ParameterKind.Table ? 0 : weight.Columns.Panels;
}
