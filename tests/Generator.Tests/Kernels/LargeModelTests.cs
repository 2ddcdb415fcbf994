using Weft.Conformance.Compilation;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Models whose arenas are more than 2^32 floats: their sizes and places are no constants that C# gives to a native integer by itself.</summary>
public sealed class LargeModelTests
{
    private const string Decoder = """
        model: Large
        architecture: decoder
        vocabulary: 32000
        max_length: 4096
        d_model: 8192
        layers: 12
        heads: 64
        d_ff: 28672
        positional_encoding: rope
        """;

    [Theory]
    [InlineData("training: {batch: 8, length: 4096}", "inference: {sequences: 4, attention: true}")]
    [InlineData("training: {batch: 1, length: 4096, train: ['*.layers.*', 'output.*']}", "experts: {count: 8, active: 2}")]
    public void Sources_Compile(params string[] lines)
    {
        ModelSpecification specification = Specs.Read(Specs.With(Decoder, lines)).Specification! with { InstructionSets = InstructionSets.Avx2 };
        ModelDescription shape = ModelLibrary.Compile(specification)[specification].Shape;

        Assert.True(shape.ParameterFloats > uint.MaxValue);
        Assert.True(shape.GradientFloats > uint.MaxValue);
        Assert.True(shape.Parameters[^1].Offset > uint.MaxValue);
    }
}
