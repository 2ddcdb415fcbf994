using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Planning;

namespace Weft.Generator.Lowering;

/// <summary>
/// From a pass whose blocks are planned to the program of the pass. Every pass goes this way; what differs is its setting.
/// </summary>
internal sealed class PassLowering(PassSetting pass, IOperations operations, KernelSet kernels)
{
    private readonly List<ArenaRegion> _temporaries = new();

    public PassProgram Lower()
    {
        ImmutableArray<BlockProgram> blocks = pass.Blocks.SelectMany(this.LowerVariants).ToImmutableArray();

        return new PassProgram
        {
            Name = pass.Kind.ToString(),
            IsTraining = pass.Inference is null,
            Summary = pass.Summary,
            Arena = new ArenaMap(ArenaMap.LegendOf(pass.Layout.Rows), this.Regions().ToImmutableArray()),
            Blocks = blocks,
            Calls = this.LowerCalls(blocks).ToImmutableArray(),
        };
    }

    private IEnumerable<BlockCall> LowerCalls(ImmutableArray<BlockProgram> programs)
    {
        int step = 0;

        foreach (PassBlock block in pass.Blocks)
        {
            IEnumerable<int> repetitions = Enumerable.Range(0, block.Block.Repetitions);

            foreach (int repetition in pass.Kind == PassKind.Backward ? repetitions.Reverse() : repetitions)
            {
                BlockProgram program = programs.Single(candidate => candidate.Name == NameOf(block, block.Block.VariantOf(repetition)));

                yield return new BlockCall(
                    program, block.Parameters.Select(parameter => parameter.At(repetition, step)).ToImmutableArray())
                {
                    FinalGradients = block.GradientStart?.Invoke(repetition),
                };
                step += block.IsInChain ? 1 : 0;
            }
        }
    }

    private static string NameOf(PassBlock block, BlockVariant variant) => variant.Name + block.Name;

    // Repetitions that differ have methods of their own, over the same places.
    private IEnumerable<BlockProgram> LowerVariants(PassBlock block)
    {
        BlockVariant[] variants = [.. Enumerable.Range(0, block.Block.Repetitions).Select(block.Block.VariantOf).Distinct()];

        return variants.Select((variant, i) => this.LowerBlock(
            block with
            {
                Phases = block.Phases
                    .Select(phase => phase with { Nodes = variant.Of(phase.Nodes).ToImmutableArray() })
                    .Where(static phase => !phase.Nodes.IsEmpty)
                    .ToImmutableArray(),
            },
            NameOf(block, variant),
            isFirst: i == 0));
    }

    private BlockProgram LowerBlock(PassBlock block, string name, bool isFirst)
    {
        BlockLowering lowering = new(pass, block, kernels);
        List<Step> steps = new();
        List<(int First, int Last)> numbers = new();

        foreach (Phase phase in block.Phases)
        {
            int first = steps.Count + 1;
            steps.AddRange(this.LowerPhase(lowering, phase));
            numbers.Add((first, steps.Count));
        }

        if (isFirst)
        {
            _temporaries.AddRange(this.TemporariesOf(block, numbers));
        }

        return new BlockProgram
        {
            Name = name,
            Summary = block.Summary,
            Signature = block.Parameters.Aggregate(
                Signature.Empty, static (signature, parameter) => signature.With(parameter.At(0, 0).Kind, parameter.Name)),
            Locals = lowering.Locals,
            Steps = steps.ToImmutableArray(),
        };
    }

    private IEnumerable<ArenaRegion> Regions()
    {
        long floats = _temporaries.Select(static region => region.Offset + region.Floats).DefaultIfEmpty().Max();
        ArenaRegion temporaries = new(pass.SharedOffset, floats, "temporaries, which every block uses again")
        {
            Parts = _temporaries.ToImmutableArray(),
        };

        return pass.Regions.Append(temporaries).Where(static region => region.Floats > 0).OrderBy(static region => region.Offset);
    }

    // Each with the steps of its block between which nothing else may stand in its place.
    private IEnumerable<ArenaRegion> TemporariesOf(PassBlock block, List<(int First, int Last)> numbers) =>
        from item in block.Phases.SelectMany(static phase => phase.Nodes).SelectMany(static node => node.Outputs.Concat(node.Inputs))
            .Distinct().Where(value => block.Shared.ContainsKey(value) && block.Saved?.ContainsKey(value) != true)
        let phases = Enumerable.Range(0, block.Phases.Length)
            .Where(i => block.Phases[i].Nodes.Any(node => node.Inputs.Concat(node.Outputs).Contains(item))).ToArray()
        let first = numbers[phases[0]].First
        let last = numbers[phases[phases.Length - 1]].Last
        let steps = first == last ? $"step {first}" : $"steps {first} to {last}"
        orderby block.Shared[item]
        select ArenaRegion.Of(item, block.Shared[item], pass.Layout.Rows, $"{block.Name}, {steps}: ");

    // The first work of a node may share a claim of items with what the nodes before it do; its other works wait for the one before.
    private IEnumerable<Step> LowerPhase(BlockLowering lowering, Phase phase)
    {
        string comment = Labels.Sentence(string.Join("; ", phase.Nodes.Select(node => operations.Of(node).Describe(node)).Distinct()));
        List<List<Work>> steps = new();

        foreach (Node node in phase.Nodes)
        {
            bool isFirst = true;

            foreach (Work work in this.LowerNode(lowering, node))
            {
                WorkSplit? open = steps.Count == 0 ? null : steps[steps.Count - 1][0].Split;

                if (open is not null && (isFirst || work.Split.IsShared) && work.Split.Shares(open) && work.PerThread.IsEmpty)
                {
                    steps[steps.Count - 1].Add(work);
                }
                else
                {
                    steps.Add([work]);
                }

                isFirst = false;
            }
        }

        return steps.Select((works, i) => new Step(i == 0 ? comment : null, works.ToImmutableArray()));
    }

    private IEnumerable<Work> LowerNode(BlockLowering lowering, Node node)
    {
        Operation operation = operations.Of(node);

        try
        {
            return operation.Lower(node, lowering).Select(work => work with { Keys = operation.Keys }).ToList();
        }
        catch (LoweringException exception)
        {
            throw new LoweringException($"{node.GetType().Name} in the pass {pass.Kind}: {exception.Message}", exception)
            {
                Keys = operation.Keys,
            };
        }
    }
}
