using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;
using Weft.Generator.Targets;
using Weft.Generator.Tests.Graph;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Every model of <see cref="ModelCases"/> for every instruction set alone, compiled together once for all tests.</summary>
internal static class CompiledModels
{
    private static readonly Lazy<ModelLibrary> Compiled = new(static () => ModelLibrary.Compile(
        ModelCases.Compiled.SelectMany(static name => AllSets.Select(set => Specialize(name, set.Name))).Append(ModelCases.Read("Tall"))));

    /// <summary>Every model with every set.</summary>
    public static TheoryData<string, string> AllWithSets => WithSets([.. ModelCases.Compiled]);

    /// <summary>Every model that decodes, with every set.</summary>
    public static TheoryData<string, string> DecodersWithSets => WithSets([.. ModelCases.Compiled.Where(static name => ModelCases.Read(name).HasDecoder)]);

    /// <summary>Every encoder, with every set.</summary>
    public static TheoryData<string, string> EncodersWithSets => WithSets([.. ModelCases.Compiled.Where(static name => !ModelCases.Read(name).HasDecoder)]);

    /// <summary>The sets: all of them run on every machine, in software where they must.</summary>
    public static string[] Sets => [.. AllSets.Select(static set => set.Name)];

    /// <summary>The compiled sources and the assembly.</summary>
    public static ModelLibrary Library => Compiled.Value;

    private static IReadOnlyList<InstructionSet> AllSets => InstructionSet.All;

    /// <summary>Some models with every set.</summary>
    public static TheoryData<string, string> WithSets(params string[] names)
    {
        TheoryData<string, string> data = [];

        foreach (string name in names)
        {
            foreach (string set in Sets)
            {
                data.Add(name, set);
            }
        }

        return data;
    }

    /// <summary>A model for one set.</summary>
    public static GeneratedModel Find(string name, string set) => Library[Specialize(name, set)];

    /// <summary>A model for one set with the parameters of its reference run.</summary>
    public static TransformerModel Create(GeneratedModel generated, ReferenceRun reference)
    {
        TransformerModel model = generated.CreateEmpty();
        Assert.Equal(reference.Parameters.Keys.Order(), generated.Shape.Parameters.Select(static info => info.Name).Order());

        foreach ((string name, float[] values) in reference.Parameters)
        {
            model.Write(name, values);
        }

        return model;
    }

    private static ModelSpecification Specialize(string name, string set) =>
        ModelCases.Read(name) with
        {
            Model = $"{name}{set}",
            InstructionSets = TargetSelection.KeyOf(AllSets.Single(item => item.Name == set)),
        };
}
