using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Weft.Generator.Specification;
using Weft.Stress.Drawing;

namespace Weft.Stress.Running;

/// <summary>A specification and what decides everything else about its case.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Drawn">The keys.</param>
/// <param name="Specification">The same, read, for one instruction set.</param>
internal sealed record ModelCase(int Seed, DrawnSpecification Drawn, ModelSpecification Specification)
{
    // A model that no verb wants costs a few milliseconds.
    private const int MostDraws = 20_000;

    /// <summary>Draws the case of a seed.</summary>
    /// <exception cref="DrawingException">The drawer and the generator do not come to terms.</exception>
    public static ModelCase Draw(IModelCheck check, int seed, InstructionSets set)
    {
        Random random = new(seed);
        Dictionary<string, string> pinned = new(check.PinnedOf(seed)) { ["model"] = $"Case{seed}" };

        for (int draw = 0; draw < MostDraws; draw++)
        {
            (DrawnSpecification drawn, ModelSpecification specification) = SpecificationDrawer.Draw(random, pinned);

            if (check.Wants(specification))
            {
                return new ModelCase(seed, drawn, specification with { InstructionSets = set });
            }
        }

        throw new DrawingException($"None of {MostDraws} specifications is one that `{check.Verb}` is for.");
    }

    /// <summary>The case of a file.</summary>
    /// <exception cref="InvalidDataException">The generator refuses it, or the verb is not for it.</exception>
    public static ModelCase Load(IModelCheck check, string path, int seed, InstructionSets set)
    {
        DrawnSpecification drawn = DrawnSpecification.Parse(File.ReadAllText(path));

        return Of(check, drawn, seed, set)
            ?? throw new InvalidDataException(string.Join('\n', drawn.Read().Problems.Items.Select(static item => item.ToString()).DefaultIfEmpty($"`{check.Verb}` is not for this model.")));
    }

    /// <summary>The case of other keys; null where the generator refuses them or the verb is not for them.</summary>
    public static ModelCase? Of(IModelCheck check, DrawnSpecification drawn, int seed, InstructionSets set) =>
        drawn.Read().Specification is ModelSpecification specification && check.Wants(specification)
            ? new ModelCase(seed, drawn, specification with { InstructionSets = set })
            : null;

    /// <summary>The file with a first line that says how to run it.</summary>
    public string ToYaml(string verb) => $"# {verb} --seed {this.Seed} --specification FILE\n{this.Drawn.ToYaml()}";
}
