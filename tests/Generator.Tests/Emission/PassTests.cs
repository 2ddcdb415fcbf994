using Weft.Generator.Graph;
using Weft.Generator.Tests.Snapshots;
using Xunit;

namespace Weft.Generator.Tests.Emission;

/// <summary>The passes: which kernels run in which order, on which parameters and activations.</summary>
public sealed class PassTests
{
    [Fact]
    public void Forward() => Snapshot.Verify([TinyModel.Compile().File("Forward")]);

    [Fact]
    public void Backward_Chain() => Snapshot.Verify([TinyModel.Compile("layers: 2").Methods("Backward", "Run", "Head", "Embedding")]);

    [Fact]
    public void Backward_Layer() => Snapshot.Verify([TinyModel.Compile("bias: false").Methods("Backward", "DecoderLayer")]);

    [Fact]
    public void Decode_Chain() => Snapshot.Verify([TinyModel.Compile("layers: 2").Methods("Decode", "Run", "Embedding", "Head")]);

    [Fact]
    public void Encode_Memory() => Snapshot.Verify([TinyModel.Compile("architecture: encoder-decoder", "heads: 2").Methods("Encode", "Run", "DecoderLayerMemory")]);

    [Fact]
    public void Decode_Slots() => Snapshot.Verify(
        [TinyModel.Compile("architecture: encoder-decoder", "heads: 2", "inference: {sequences: 20, beam: 3}").Methods("Decode", "DecoderLayer", "Head")]);

    [Fact]
    public void Decode_Layer() => Snapshot.Verify([TinyModel.Compile().Methods("Decode", "DecoderLayer")]);

    [Fact]
    public void Decode_Experts() => Snapshot.Verify([TinyModel.Compile("experts: {count: 4, active: 2}").Methods("Decode", "DecoderLayer")]);

    [Fact]
    public void Prompt_Experts() => Snapshot.Verify([TinyModel.Compile("experts: {count: 4, active: 2}").Methods("Prompt", "DecoderLayer")]);

    [Fact]
    public void Prompt_Layer() => Snapshot.Verify(
        [TinyModel.Compile("layers: 2", "heads: 4", "kv_heads: 2", "max_length: 300").Methods("Prompt", "Run", "Embedding", "DecoderLayer")]);

    [Fact]
    public void Prompt_CrossAttention() => Snapshot.Verify(
        [TinyModel.Compile("architecture: encoder-decoder", "bias: false", "inference: {sequences: 2, beam: 3}").Methods("Prompt", "DecoderLayer")]);

    [Fact]
    public void KernelInterface() => Snapshot.Verify([TinyModel.Compile().File("Kernels")]);

    [Fact]
    public void NormPlacement_Pre() =>
        Snapshot.Verify([TinyModel.Compile("norm_placement: pre").Methods("Forward", "DecoderLayer", "Head")]);

    [Fact]
    public void FinalNorm_OffWithPre() =>
        Snapshot.Verify([TinyModel.Compile("norm_placement: pre", "final_norm: false").Methods("Forward", "Head")]);

    [Fact]
    public void Pooling_HeadAndLossRunOverSequences()
    {
        TinyModel tiny = TinyModel.Compile(
            "architecture: encoder", "output: classes", "outputs: 5", "pooling: mean", "head: {activation: tanh}", "norm_placement: pre");

        Snapshot.Verify([tiny.Methods("Forward", "Head"), tiny.Methods("Backward", "Head"), tiny.Methods("Encode", "Head")]);
    }

    [Fact]
    public void FinalNorm_OnWithPost() => Snapshot.Verify([TinyModel.Compile("final_norm: true").Methods("Forward", "Head")]);

    [Fact]
    public void TieEmbeddings()
    {
        TinyModel tiny = TinyModel.Compile("tie_embeddings: true");

        Snapshot.Verify([tiny.Methods("Forward", "Head"), tiny.Methods("Backward", "Head"), tiny.Methods("Decode", "Head")]);
    }

    [Fact]
    public void OutputBias_OfAnOwnOutput()
    {
        TinyModel tiny = TinyModel.Compile("output_bias: true");

        Snapshot.Verify([tiny.Methods("Forward", "Head"), tiny.Methods("Backward", "Head")]);
    }

    [Fact]
    public void OutputBias_OfATiedOutput() =>
        Snapshot.Verify([TinyModel.Compile("output_bias: true", "tie_embeddings: true").Methods("Backward", "Head")]);

    [Fact]
    public void Bias_Off() => Snapshot.Verify([TinyModel.Compile("bias: false").Methods("Forward", "DecoderLayer")]);

    [Fact]
    public void Dropout() => Snapshot.Verify([TinyModel.Compile("dropout: 0.1").Methods("Forward", "Run", "Embedding", "DecoderLayer")]);

    [Fact]
    public void Heads_AreWorkItems() => Snapshot.Verify([TinyModel.Compile("heads: 4").Methods("Forward", "DecoderLayer")]);

    [Fact]
    public void KeyValueHeads_AreWorkItemsBackward()
    {
        TinyModel tiny = TinyModel.Compile("heads: 4", "kv_heads: 2", "norm: rmsnorm", "bias: false");

        Snapshot.Verify([tiny.Methods("Backward", "DecoderLayer")]);
    }

    [Fact]
    public void GatedActivation() => Snapshot.Verify([TinyModel.Compile("activation: swiglu").Methods("Forward", "DecoderLayer")]);

    [Fact]
    public void Derivative_ForGradientsOnly() => Snapshot.Verify([TinyModel.Compile("activation: gelu").Methods("Forward", "DecoderLayer")]);

    [Fact]
    public void Recurrence()
    {
        TinyModel tiny = TinyModel.Compile("-heads", "mixer: gru");

        Snapshot.Verify([tiny.Methods("Forward", "DecoderLayer"), tiny.Methods("Backward", "DecoderLayer")]);
    }

    [Fact]
    public void Recurrence_OfOneSlot()
    {
        TinyModel tiny = TinyModel.Compile("-heads", "mixer: gru");

        Snapshot.Verify([tiny.Methods("Decode", "DecoderLayer"), tiny.Methods("Prompt", "DecoderLayer")]);
    }

    [Fact]
    public void Recurrence_OfSlots() =>
        Snapshot.Verify([TinyModel.Compile("-heads", "mixer: gru", "inference: {sequences: 3}").Methods("Decode", "DecoderLayer")]);

    [Fact]
    public void RotaryPositions() =>
        Snapshot.Verify([TinyModel.Compile("positional_encoding: rope").Methods("Forward", "Embedding", "DecoderLayer")]);

    [Fact]
    public void LearnedPositions()
    {
        TinyModel tiny = TinyModel.Compile("positional_encoding: learned");

        Snapshot.Verify([tiny.Methods("Forward", "Embedding"), tiny.Methods("Backward", "Embedding"), tiny.Methods("Decode", "Embedding")]);
    }

    [Fact]
    public void NoPositions() => Snapshot.Verify([TinyModel.Compile("positional_encoding: none").Methods("Forward", "Embedding")]);

    [Fact]
    public void ManyInputPanels_AreSeveralWorkItems() => Snapshot.Verify([TinyModel.Compile("d_ff: 200", "output_bias: true", "d_model: 136").Methods("Backward", "Head")]);
}
