using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;
using Weft.Stress.Drawing;
using Weft.Stress.Running;
using Xunit;

namespace Weft.Stress.Tests;

public sealed class SpecificationShrinkerTests
{
    private const string Large = """
        model: Case5
        architecture: decoder
        vocabulary: 100
        max_length: 50
        d_model: 36
        layers: 9
        heads: 6
        activation: swiglu
        norm: rmsnorm
        window: 20
        dropout: 0.3
        training:
          batch: 3
          length: 40

        """;

    [Fact]
    public void Shrink_LeavesWhatFails()
    {
        string small = Shrink(static model => model.DecoderLayers > 1 && model.Window > 2 && model.Normalization == Normalization.RmsNorm);

        Assert.Equal(
            """
            model: Case5
            architecture: decoder
            vocabulary: 1
            max_length: 4
            d_model: 1
            layers: 2
            heads: 1
            norm: rmsnorm
            window: 3

            """,
            small,
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Shrink_WhatHasToDivide_StaysADivisor()
    {
        ModelSpecification small = DrawnSpecification.Parse(Shrink(static model => model.Heads > 2)).Read().Specification!;

        Assert.Equal(3, small.Heads);
        Assert.Equal(3, small.ModelSize);
        Assert.Equal(1, small.DecoderLayers);
    }

    [Fact]
    public void Shrink_NothingSmallerFails_IsWhatItWas() => Assert.Equal(
        Large.ReplaceLineEndings("\n"),
        Shrink(static model => model is
        {
            TargetVocabulary: 100, MaxLength: 50, ModelSize: 36, DecoderLayers: 9, Heads: 6, Window: 20, Normalization: Normalization.RmsNorm,
            Activation: Activation.Swiglu, Dropout: > 0, Training: { Length: 40, Sequences: 3 },
        }));

    [Fact]
    public void Shrink_CandidatesOfOneCompilation_HaveNamesOfTheirOwn()
    {
        int compilations = 0;

        _ = Shrink(static model => model.DecoderLayers > 4, names =>
        {
            compilations++;
            Assert.Equal(names.Distinct(), names);
        });

        Assert.True(compilations > 1);
    }

    private static string Shrink(Func<ModelSpecification, bool> fails, Action<IEnumerable<string>>? compiles = null)
    {
        Func<ModelCase, Outcome> Compile(ImmutableArray<ModelCase> cases)
        {
            compiles?.Invoke(cases.Select(static item => item.Specification.Model));

            return item => new Outcome(fails(item.Specification) ? Verdict.Failed : Verdict.Passed, "", 0);
        }

        AnyModel check = new();
        ModelCase failing = ModelCase.Of(check, DrawnSpecification.Parse(Large.ReplaceLineEndings("\n")), seed: 5, InstructionSets.Portable)!;

        return new SpecificationShrinker(check, Compile).Shrink(failing).Drawn.ToYaml();
    }

    private sealed class AnyModel : IModelCheck
    {
        public string Verb => "any";

        public IReadOnlyDictionary<string, string> Pinned { get; } = new Dictionary<string, string>();

        public bool Wants(ModelSpecification specification) => true;

        public Outcome Check(ModelSpecification specification, GeneratedModel generated, int seed) => throw new NotSupportedException();
    }
}
