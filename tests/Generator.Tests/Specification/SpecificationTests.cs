using System.Collections.Immutable;
using System;
using Weft.Generator.Graph;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Specification;

/// <summary>Good specs: what the record holds, and which values absent keys stand for.</summary>
public sealed class SpecificationTests
{
    private static readonly ModelSpecification Tiny = new()
    {
        Model = "Tiny",
        Namespace = "App",
        FileName = "tiny.yaml",
        Architecture = Architecture.Decoder,
        SourceVocabulary = 0,
        TargetVocabulary = 11,
        Image = null,
        TokenTypes = 0,
        Output = OutputForm.Vocabulary,
        Pooling = null,
        Loss = LossFunction.CrossEntropy,
        Head = null,
        Outputs = 11,
        MaxLength = 8,
        ModelSize = 8,
        EmbeddingSize = 8,
        SharedLayers = false,
        Encoder = null,
        EncoderLayers = 0,
        DecoderLayers = 1,
        Mixer = Mixer.Attention,
        Heads = 2,
        KeyValueHeads = 2,
        FeedForwardSize = 32,
        Experts = null,
        Activation = Activation.Relu,
        KeySize = 4,
        ValueSize = 4,
        Normalization = Normalization.LayerNorm,
        NormalizationEpsilon = 1e-5f,
        NormPlacement = NormPlacement.Post,
        NormBias = true,
        FinalNorm = false,
        FirstNorm = true,
        EmbeddingNorm = false,
        QueryKeyNorm = QueryKeyNorm.None,
        ParallelSublayers = ParallelSublayers.None,
        PositionalEncoding = PositionalEncoding.Sinusoidal,
        RopeTheta = 10_000f,
        RopeLocalTheta = 10_000f,
        RopeFraction = 1,
        RopeScaling = null,
        Turns = ImmutableArray.Create(true),
        RelativeBias = null,
        AttentionScale = 0.5f,
        AttentionSoftCap = 0,
        LogitScale = 1,
        EmbeddingScale = 1,
        ResidualScale = 1,
        LogitSoftCap = 0,
        Masking = Masking.Causal,
        Window = 0,
        SeesAll = ImmutableArray.Create(true),
        QueryKeyValueBias = true,
        AttentionOutputBias = true,
        FeedForwardBias = true,
        OutputBias = false,
        TieEmbeddings = false,
        ShareEmbeddings = false,
        Initialization = Initialization.PyTorch,
        ScaleEmbeddings = false,
        Dropout = 0f,
        AttentionDropout = 0f,
        ActivationDropout = 0f,
        LabelSmoothing = 0f,
        Adapters = null,
        Training = null,
        Inference = new InferenceCapacity(WeightFormat.Float32, CacheFormat.Float32, 1, 1, Draft: 0, Attention: false),
        InstructionSets = InstructionSets.All,
    };

    [Fact]
    public void RequiredKeysAlone_GiveTheDefaults() => Assert.Equal(Tiny, Read());

    [Fact]
    public void EveryKey_IsRead()
    {
        string text = """
            # A comment.
            model: Small_1
            namespace: Company.Models
            architecture: decoder
            vocabulary: 65
            max_length: 64
            d_model: 24
            layers: 3
            heads: 3
            kv_heads: 3
            d_ff: 50
            activation: gelu
            d_key: 5
            d_value: 7
            norm: layernorm
            norm_epsilon: 1.0e-06
            norm_placement: pre
            final_norm: false
            positional_encoding: learned
            masking: causal
            window: 64
            bias: false
            output_bias: true
            tie_embeddings: true
            share_embeddings: false
            initialization: xavier
            scale_embeddings: true
            dropout: .1
            attention_dropout: .2
            activation_dropout: .3
            label_smoothing: 1
            training:
              tokens: 100
              length: +32
            inference: { weights: float32, sequences: 1, beam: 1, draft: 0, attention: false }
            instruction_sets:
              - avx2
              - portable
            """;

        Assert.Equal(
            Tiny with
            {
                Model = "Small_1",
                Namespace = "Company.Models",
                TargetVocabulary = 65,
                Outputs = 65,
                MaxLength = 64,
                ModelSize = 24,
                EmbeddingSize = 24,
                DecoderLayers = 3,
                Heads = 3,
                KeyValueHeads = 3,
                FeedForwardSize = 50,
                Activation = Activation.Gelu,
                KeySize = 5,
                ValueSize = 7,
                NormalizationEpsilon = 1e-6f,
                NormPlacement = NormPlacement.Pre,
                FinalNorm = false,
                PositionalEncoding = PositionalEncoding.Learned,
                AttentionScale = (float)(1 / Math.Sqrt(5)),
                QueryKeyValueBias = false,
                AttentionOutputBias = false,
                FeedForwardBias = false,
                OutputBias = true,
                TieEmbeddings = true,
                Initialization = Initialization.Xavier,
                ScaleEmbeddings = true,
                Dropout = 0.1f,
                AttentionDropout = 0.2f,
                ActivationDropout = 0.3f,
                LabelSmoothing = 1f,
                Adapters = null,
            Training = new TrainingCapacity(100, 100, 32),
                InstructionSets = InstructionSets.Avx2 | InstructionSets.Portable,
            },
            Specs.Read(text).Specification);
    }

    [Fact]
    public void FinalNorm_OfPreNorm_IsTrue() => Assert.Equal(
        Tiny with { NormPlacement = NormPlacement.Pre, FinalNorm = true }, Read("norm_placement: pre"));

    [Fact]
    public void FinalNorm_OfPostNorm_CanBeAsked() => Assert.Equal(Tiny with { FinalNorm = true }, Read("final_norm: true"));

    [Fact]
    public void Training_ByBatch_HoldsBatchTimesLength() => Assert.Equal(
        Tiny with { Training = new TrainingCapacity(12, 72, 6) }, Read("training: {batch: 12, length: 6}"));

    [Fact]
    public void Window_AsLongAsTheSequence_IsNone() => Assert.Equal(Tiny, Read("window: 8"));

    [Theory]
    [InlineData("4 x d_model", "d_model: 10", 40)]
    [InlineData("given", "d_ff: 7", 7)]
    public void FeedForwardSize_IsFourTimesOrGiven(string why, string line, int expected) =>
        Assert.True(Read(line).FeedForwardSize == expected, why);

    [Theory]
    [InlineData("App", "App")]
    [InlineData("Company.App", "Company.App")]
    [InlineData("my-app", "my_app")]
    [InlineData("3d.new.Größe", "_3d._new.Größe")]
    [InlineData("My App", "My_App")]
    [InlineData("", "")]
    public void RootNamespace_ThatIsNoName_BecomesOne(string rootNamespace, string expected) =>
        Assert.Equal(expected, SpecificationReader.Read("tiny.yaml", Specs.Tiny, rootNamespace).Specification!.Namespace);

    [Theory]
    [InlineData("/home/models/tiny.yaml")]
    [InlineData(@"C:\models\tiny.yaml")]
    [InlineData("tiny.yaml")]
    public void FileName_HasNoFolder(string path) =>
        Assert.Equal("tiny.yaml", SpecificationReader.Read(path, Specs.Tiny, "App").Specification!.FileName);

    [Theory]
    [InlineData("# heads: 3\n")]
    [InlineData("\n\n")]
    [InlineData("--- # the only document\n")]
    public void Text_ThatSaysNothing_ChangesNothing(string text) => Assert.Equal(Tiny, Specs.Read(text + Specs.Tiny).Specification);

    [Fact]
    public void FlowStyle_IsTheSame()
    {
        const string text = "{model: Tiny, architecture: 'decoder', vocabulary: 11, max_length: 8, d_model: 8, layers: 1, heads: 2}";

        Assert.Equal(Tiny, Specs.Read(text).Specification);
    }

    [Fact]
    public void ModelLocation_IsTheName() => Assert.Equal("tiny.yaml(1,8)", Specs.Read(Specs.Tiny).ModelLocation.ToString());

    private static ModelSpecification Read(params string[] lines)
    {
        SpecificationResult result = Specs.Read(Specs.TinyWith(lines));
        Assert.Empty(result.Problems);

        return result.Specification!;
    }
}
