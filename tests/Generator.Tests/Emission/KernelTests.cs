using Weft.Generator.Graph;
using Weft.Generator.Operations;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Snapshots;
using Xunit;

namespace Weft.Generator.Tests.Emission;

/// <summary>The kernels that options choose between.</summary>
public sealed class KernelTests
{
    [Fact]
    public void LayerNorm() =>
        Snapshot.Verify([TinyModel.Compile().Methods("LayerNorm.Avx2", "LayerNorm8", "LayerNormGradient8", "LayerNormParameterGradient")]);

    [Fact]
    public void LayerNorm_OfSeveralPanels() => Snapshot.Verify([TinyModel.Compile("d_model: 40").Methods("LayerNorm.Avx2", "LayerNorm40")]);

    [Fact]
    public void RmsNorm() => Snapshot.Verify([TinyModel.Compile("norm: rmsnorm").Methods("RmsNorm.Avx2", "RmsNorm8", "RmsNormGradient8", "RmsNormParameterGradient")]);

    [Fact]
    public void NormEpsilon() => Snapshot.Verify([TinyModel.Compile("norm: rmsnorm", "norm_epsilon: 1e-6").Methods("RmsNorm.Avx2", "RmsNorm8")]);

    [Fact]
    public void SinusoidalPositions() => Snapshot.Verify([TinyModel.Compile().File("Positions"), TinyModel.Compile().Methods("Embedding.Avx2", "Embedding16x8")]);

    [Fact]
    public void RotaryPositions()
    {
        TinyModel tiny = TinyModel.Compile("positional_encoding: rope", "rope_theta: 500");

        Snapshot.Verify([tiny.File("Positions"), tiny.Methods("Rotary.Avx2", "Rotary2x8", "Rotary2x8Back")]);
    }

    [Fact]
    public void ScaleEmbeddings() =>
        Snapshot.Verify([TinyModel.Compile("scale_embeddings: true", "positional_encoding: none").Methods("Embedding.Avx2", "Embedding16x8", "EmbeddingGradientScaled")]);

    [Theory]
    [InlineData("relu", "Product8x32BiasRelu", "Product8x32ReluGradient")]
    [InlineData("gelu", "Product8x32BiasGeluAndDerivative", "Product8x32Factor")]
    [InlineData("gelu_tanh", "Product8x32BiasGeluTanhAndDerivative", "Product8x32Factor")]
    [InlineData("silu", "Product8x32BiasSiluAndDerivative", "Product8x32Factor")]
    public void Activation(string activation, string forward, string backward) =>
        Snapshot.Verify([TinyModel.Compile($"activation: {activation}").Methods("Product.Avx2", forward, backward)], activation);

    [Theory]
    [InlineData("swiglu", "Swiglu32", "SwigluGradient32")]
    [InlineData("geglu", "Geglu32", "GegluGradient32")]
    public void GatedActivation(string activation, string forward, string backward) =>
        Snapshot.Verify([TinyModel.Compile($"activation: {activation}").Methods("Gate.Avx2", forward, backward)], activation);

    [Fact]
    public void BiasAndResidual() => Snapshot.Verify([TinyModel.Compile().Methods("Product.Avx2", "Product8x16BiasResidual", "Product8x48Bias")]);

    [Fact]
    public void RowProduct() => Snapshot.Verify([TinyModel.Compile().Methods("RowProduct.Avx2", "RowProduct16BiasRelu")]);

    [Fact]
    public void CrossEntropy() => Snapshot.Verify([TinyModel.Compile().Methods("CrossEntropy.Avx2", "CrossEntropy11")]);

    [Fact]
    public void LabelSmoothing() => Snapshot.Verify([TinyModel.Compile("label_smoothing: 0.1").Methods("CrossEntropy.Avx2", "CrossEntropy11")]);

    [Fact]
    public void Dropout() => Snapshot.Verify([TinyModel.Compile("dropout: 0.1").Methods("Dropout.Avx2", "Dropout8", "Dropout8Residual")]);

    [Fact]
    public void WeightGradient() => Snapshot.Verify([TinyModel.Compile().File("WeightGradient.Avx2")]);
}
