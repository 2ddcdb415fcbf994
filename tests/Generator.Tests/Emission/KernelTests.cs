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
        Snapshot.Verify([TinyModel.Compile().Kernels("LayerNorm.Avx2", "LayerNorm8Rows12", "LayerNormGradient8Epsilon1em5Rows12", "LayerNormParameterGradient")]);

    [Fact]
    public void LayerNorm_OfSeveralPanels() => Snapshot.Verify(
        [TinyModel.Compile("d_model: 40").Kernels("LayerNorm.Avx2", "LayerNorm40Rows12", "LayerNormGradient40Rows12")]);

    [Fact]
    public void RmsNorm_OfSeveralPanels() => Snapshot.Verify(
        [TinyModel.Compile("d_model: 40", "norm: rmsnorm").Kernels("RmsNorm.Avx2", "RmsNorm40Rows12", "RmsNormGradient40Rows12")]);

    [Fact]
    public void NarrowProducts() => Snapshot.Verify([TinyModel.Compile().Kernels("Tiles.Avx2", "WideTiles", "WideOuterPanel")]);

    [Fact]
    public void RmsNorm() => Snapshot.Verify([TinyModel.Compile("norm: rmsnorm").Kernels("RmsNorm.Avx2", "RmsNorm8Rows12", "RmsNormGradient8Epsilon1em5Rows12", "RmsNormParameterGradient")]);

    [Fact]
    public void NormEpsilon() => Snapshot.Verify([TinyModel.Compile("norm: rmsnorm", "norm_epsilon: 1e-6").Kernels("RmsNorm.Avx2", "RmsNorm8Epsilon1em6Rows12")]);

    [Fact]
    public void SinusoidalPositions() => Snapshot.Verify([TinyModel.Compile().File("Positions"), TinyModel.Compile().Kernels("Embedding.Avx2", "Embedding16x8Positions4Rows12")]);

    [Fact]
    public void RotaryPositions()
    {
        TinyModel tiny = TinyModel.Compile("positional_encoding: rope", "rope_theta: 500");

        Snapshot.Verify([tiny.File("Positions"), tiny.Kernels("Rotary.Avx2", "Rotary2x8Positions4Rows12", "Rotary2x8BackPositions4Rows12")]);
    }

    [Fact]
    public void Recurrence() => Snapshot.Verify([TinyModel.Compile("-heads", "mixer: gru").Kernels(
        "Recurrence.Avx2", "Recurrence8BiasResidualRows12", "RecurrentStep8ResidualKeptRows12OfRows12ToRows12", "RecurrentPrompt8BiasResidualRows12")]);

    [Fact]
    public void Recurrence_Backward() => Snapshot.Verify([TinyModel.Compile("-heads", "mixer: gru").Kernels(
        "Recurrence.Avx2", "RecurrenceGradient8Rows12", "RecurrentStepGradient8Rows12OfRows12")]);

    [Fact]
    public void ScaleEmbeddings() =>
        Snapshot.Verify([TinyModel.Compile("scale_embeddings: true", "positional_encoding: none").Kernels("Embedding.Avx2", "Embedding16x8Scale2p828427Rows12", "EmbeddingGradientScale2p828427")]);

    [Theory]
    [InlineData("first", "PoolFirst8Rows12", "PoolFirstGradient8Rows12")]
    [InlineData("mean", "PoolMean8Rows12", "PoolMeanGradient8Rows12")]
    public void Pooling(string pooling, string forward, string backward) => Snapshot.Verify(
        [TinyModel.Compile("architecture: encoder", "output: classes", "outputs: 5", $"pooling: {pooling}").Kernels("Pool.Avx2", forward, backward)], pooling);

    [Fact]
    public void Images() => Snapshot.Verify([OfImages().Kernels(
        "Image.Avx2", "Patches3x6x9By3Rows36", "PatchEmbedding20ClassTokenPositions16Rows36", "PatchEmbeddingGradient20Rows36", "ClassTokenGradient")]);

    [Fact]
    public void Images_Pass()
    {
        TinyModel images = OfImages();

        Snapshot.Verify([images.Methods("Forward", "Embedding"), images.Methods("Backward", "Embedding")]);
    }

    [Fact]
    public void BinaryCrossEntropy() => Snapshot.Verify(
        [TinyModel.Compile("output: classes", "outputs: 21", "loss: binary_cross_entropy").Kernels("Loss.Avx2", "BinaryCrossEntropy21Rows12")]);

    [Fact]
    public void MeanSquaredError() => Snapshot.Verify(
        [TinyModel.Compile("output: values", "outputs: 21").Kernels("Loss.Avx2", "MeanSquaredError21Rows12")]);

    [Theory]
    [InlineData("relu", "Product16x32BiasReluRows12", "Product16x32ReluGradientRows12")]
    [InlineData("gelu", "Product16x32BiasGeluAndDerivativeRows12", "Product16x32FactorRows12")]
    [InlineData("gelu_tanh", "Product16x32BiasGeluTanhAndDerivativeRows12", "Product16x32FactorRows12")]
    [InlineData("silu", "Product16x32BiasSiluAndDerivativeRows12", "Product16x32FactorRows12")]
    public void Activation(string activation, string forward, string backward) =>
        Snapshot.Verify([TinyModel.Compile($"activation: {activation}").Kernels("Product.Avx2", forward, backward)], activation);

    [Theory]
    [InlineData("swiglu", "Swiglu32Rows12", "SwigluGradient32Rows12")]
    [InlineData("geglu", "Geglu32Rows12", "GegluGradient32Rows12")]
    public void GatedActivation(string activation, string forward, string backward) =>
        Snapshot.Verify([TinyModel.Compile($"activation: {activation}").Kernels("Gate.Avx2", forward, backward)], activation);

    [Fact]
    public void Experts() => Snapshot.Verify(
        [
            TinyModel.Compile("experts: {count: 4, active: 2}").Kernels(
                "Experts.Avx2", "Route2Of4NormalizedRows12", "Route2Of4GradientNormalizedRows12", "Gather8Rows12Pairs36",
                "Combine2x8WeightedResidualRows12Pairs36", "CombineGradient8Rows12Pairs36"),
        ]);

    [Fact]
    public void Experts_OfWhichOneIsActive() => Snapshot.Verify(
        [
            TinyModel.Compile("experts: {count: 20, active: 1, normalize: false, balance_loss: 0.01}").Kernels(
                "Experts.Avx2", "Group1Of20Rows12", "Route1Of20GradientBalance0p01Rows12"),
        ]);

    [Fact]
    public void SharedExpert() => Snapshot.Verify(
        [
            TinyModel.Compile("experts: {count: 4, active: 2, shared_d_ff: 24, shared_gate: true}").Kernels(
                "Experts.Avx2", "RowGate8ResidualRows12", "RowGateGradient8Rows12"),
        ]);

    [Fact]
    public void BiasAndResidual() => Snapshot.Verify([TinyModel.Compile().Kernels("Product.Avx2", "Product16x16BiasResidualRows12", "Product16x48BiasRows12")]);

    [Fact]
    public void RowProduct() => Snapshot.Verify([TinyModel.Compile().Kernels("RowProduct.Avx2", "RowProduct16BiasRelu")]);

    [Fact]
    public void CrossEntropy() => Snapshot.Verify([TinyModel.Compile().Kernels("CrossEntropy.Avx2", "CrossEntropy11Rows12")]);

    [Fact]
    public void LabelSmoothing() => Snapshot.Verify([TinyModel.Compile("label_smoothing: 0.1").Kernels("CrossEntropy.Avx2", "CrossEntropy11Smoothing0p1Rows12")]);

    [Fact]
    public void Dropout() => Snapshot.Verify([TinyModel.Compile("dropout: 0.1").Kernels("Dropout.Avx2", "Dropout8Rate0p1Rows12", "Dropout8Rate0p1ResidualRows12")]);

    [Fact]
    public void ExpertDropout() => Snapshot.Verify(
        [
            TinyModel.Compile("activation_dropout: 0.1", "experts: {count: 4, active: 2}").Kernels("Dropout.Avx2", "Dropout32Rate0p1Rows12Pairs36"),
        ]);

    [Fact]
    public void WeightGradient() => Snapshot.Verify([TinyModel.Compile().File("WeightGradientRows12.Avx2")]);

    private static TinyModel OfImages()
    {
        const string Text = """
            model: Tiny
            architecture: encoder
            image: {height: 6, width: 9, patch: 3}
            output: classes
            outputs: 5
            d_model: 20
            layers: 1
            heads: 2
            positional_encoding: learned
            training: {batch: 4}
            instruction_sets: [avx2]
            """;

        return TinyModel.Compile(SpecificationReader.Read("tiny.yaml", Text, "App").Specification!);
    }
}
