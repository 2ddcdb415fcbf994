using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using Weft.Conformance.HuggingFace;
using Xunit;

namespace Weft.Import.Tests;

/// <summary>Damaged GGUF files, and such that ask for something else: one sentence, and no memory for what a file only announces.</summary>
public sealed class WrongGgufTests : IDisposable
{
    private const string Up = "blk.0.ffn_up.weight";
    private const int TensorCountAt = 8;
    private const int KeyCountAt = 16;
    private const int FirstKeyAt = 24;
    private readonly ModelFolder _folder = Folders.Wide().Save();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AnotherBeginning_IsNoGgufFile()
    {
        byte[] bytes = GgufTests.Convert(_folder).ToArray();
        bytes[0] = (byte)'g';

        this.Check(bytes, "the file is no GGUF file: it does not begin with the letters GGUF.");
    }

    [Theory]
    [InlineData(1u, "the file is of version 1 of GGUF; 2 and 3 are read.")]
    [InlineData(4u, "the file is of version 4 of GGUF; 2 and 3 are read.")]
    [InlineData(0x03000000u, "the file is one for big-endian machines, which is not read.")]
    public void AnotherVersion_IsNamed(uint version, string message)
    {
        GgufWriter writer = GgufTests.Convert(_folder);
        writer.Version = version;

        this.Check(writer.ToArray(), message);
    }

    [Fact]
    public void EveryTruncation_IsRefused()
    {
        byte[] bytes = GgufTests.Convert(_folder).Texts("tokenizer.ggml.tokens", "a", "b").ToArray();

        for (int length = 0; length < bytes.Length; length += length < 4096 ? 1 : 509)
        {
            File.WriteAllBytes(_folder["tiny.gguf"], bytes[..length]);
            Assert.StartsWith(_folder["tiny.gguf"], Assert.Throws<ImportException>(() => ModelImport.Open(_folder["tiny.gguf"])).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ChangedBytes_AreAModelOrASentence()
    {
        byte[] bytes = GgufTests.Convert(_folder).Texts("tokenizer.ggml.tokens", "a", "b").Text("tokenizer.ggml.model", "llama").ToArray();
        Random random = new(1);

        for (int change = 0; change < 1000; change++)
        {
            byte[] changed = [.. bytes];
            changed[random.Next(3000)] = (byte)random.Next(256);
            File.WriteAllBytes(_folder["tiny.gguf"], changed);

            try
            {
                ModelImport.Open(_folder["tiny.gguf"]).Dispose();
            }
            catch (ImportException exception)
            {
                Assert.StartsWith(_folder["tiny.gguf"], exception.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(TensorCountAt, "the header announces 9223372036854775807 tensors; the ")]
    [InlineData(KeyCountAt, "the header announces 9223372036854775807 keys; the ")]
    [InlineData(FirstKeyAt, "key 1 announces 9223372036854775807 bytes of text; the ")]
    public void HugeCount_IsNotReserved(int place, string message)
    {
        byte[] bytes = GgufTests.Convert(_folder).ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(place), long.MaxValue);
        File.WriteAllBytes(_folder["tiny.gguf"], bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string actual = Assert.Throws<ImportException>(() => ModelImport.Open(_folder["tiny.gguf"])).Message;

        Assert.StartsWith($"{_folder["tiny.gguf"]}: {message}", actual, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void HugeArray_IsNotReserved() => this.CheckStart(
        GgufTests.Convert(_folder).Key("test.array", 9, static writer =>
        {
            writer.Write(4u);
            writer.Write(1L << 40);
        }),
        "the value of 'test.array' announces 1099511627776 elements; the ");

    [Fact]
    public void ArraysInArrays_HaveALimit() => this.CheckStart(
        GgufTests.Convert(_folder).Key("test.array", 9, static writer =>
        {
            for (int depth = 0; depth < 1000; depth++)
            {
                writer.Write(9u);
                writer.Write(1L);
            }
        }),
        "the value of 'test.array' is an array of arrays, more than 4 deep.");

    [Fact]
    public void UnknownTypeOfValue_IsNamed() =>
        this.CheckStart(GgufTests.Convert(_folder).Key("test.key", 13, static writer => writer.Write(0)), "the value of 'test.key' has the type 13; the format has the types 0 to 12.");

    [Fact]
    public void SameKeyTwice_IsRefused() =>
        this.CheckStart(GgufTests.Convert(_folder).Whole("llama.block_count", 1), "the value of 'llama.block_count' is there twice.");

    [Fact]
    public void SameTensorTwice_IsRefused() =>
        this.CheckStart(GgufTests.Convert(_folder).Tensor(Up, 0, [32, 32], new byte[4096]), $"the entry of tensor '{Up}' is there twice.");

    [Theory]
    [InlineData(0, "within tensor '")]
    [InlineData(1 << 20, "go beyond the end of the file, which has ")]
    [InlineData(4, "which is no multiple of 32.")]
    public void TensorElsewhere_IsRefused(long offset, string message)
    {
        byte[] bytes = GgufTests.Convert(_folder).ToArray((name, actual) => name == Up ? offset : actual);
        File.WriteAllBytes(_folder["tiny.gguf"], bytes);
        string actual = Assert.Throws<ImportException>(() => ModelImport.Open(_folder["tiny.gguf"])).Message;

        Assert.Contains(message, actual, StringComparison.Ordinal);
        Assert.Contains("tensor '", actual, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(12u, new[] { 32L, 32L }, $"tensor '{Up}': its type is Q4_K; F32, F16, BF16, Q8_0, Q4_0 are read.")]
    [InlineData(77u, new[] { 32L, 32L }, $"tensor '{Up}': its type is number 77; F32, F16, BF16, Q8_0, Q4_0 are read.")]
    [InlineData(8u, new[] { 32L, 31L }, $"the entry of tensor '{Up}' has rows of 31 elements; Q8_0 has blocks of 32.")]
    [InlineData(0u, new[] { 1L, 1L, 1L, 1L, 1L }, $"the entry of tensor '{Up}' has 5 dimensions; 1 to 4 are allowed.")]
    [InlineData(0u, new[] { 1L << 40, 1L << 40 }, $"the entry of tensor '{Up}' has the shape [1099511627776, 1099511627776] at ")]
    [InlineData(0u, new[] { 16L, 32L }, $"tensor '{Up}': its shape is [16, 32]; the configuration asks for [32, 32].")]
    [InlineData(0u, new[] { 0L, 32L }, $"the entry of tensor '{Up}' has the shape [0, 32] at ")]
    public void TensorOfAnotherKind_IsNamed(uint type, long[] shape, string message) =>
        this.CheckStart(GgufTests.Convert(_folder).RemoveTensor(Up).Tensor(Up, type, shape, new byte[4096]), message);

    [Fact]
    public void MissingTensor_IsNamed() => this.CheckStart(
        GgufTests.Convert(_folder).RemoveTensor(Up), $"tensor '{Up}': it is missing; the model needs it for 'decoder.layers.0.feed_forward.up.weight'.");

    [Fact]
    public void TensorWithoutAPlace_IsNotPassedOver() => this.CheckStart(
        GgufTests.Convert(_folder).Tensor("blk.0.ffn_gate_inp.weight", 0, [4], new byte[16]),
        "tensor 'blk.0.ffn_gate_inp.weight': it has no place in a model of the family llama.");

    [Fact]
    public void UnknownArchitecture_IsNamed() => this.CheckStart(
        GgufTests.Convert(_folder).Remove("general.architecture").Text("general.architecture", "mamba"),
        "'general.architecture: mamba' is not supported; supported are llama, qwen2, qwen3, olmo2, phi3, gemma, gemma2, gemma3, gpt2.");

    [Theory]
    [InlineData("general.architecture")]
    [InlineData("llama.attention.head_count")]
    [InlineData("llama.attention.layer_norm_rms_epsilon")]
    public void MissingKey_IsNamed(string key) => this.CheckStart(GgufTests.Convert(_folder).Remove(key), $"the key '{key}' is missing.");

    [Fact]
    public void KeyOfAnotherType_SaysWhatItShouldBe() => this.CheckStart(
        GgufTests.Convert(_folder).Remove("llama.block_count").Text("llama.block_count", "two"), "'llama.block_count: two' should be a whole number.");

    [Fact]
    public void MoreLayersThanTensors_AreNotCounted() => this.CheckStart(
        GgufTests.Convert(_folder).Remove("llama.block_count").Whole("llama.block_count", 1 << 24),
        "'llama.block_count: 16777216' is more layers than the file has tensors, which are 12.");

    [Fact]
    public void NoHeads_AreRefused() => this.CheckStart(
        GgufTests.Convert(_folder).Remove("llama.attention.head_count").Whole("llama.attention.head_count", 0), "'llama.attention.head_count: 0' should be from 1 to 67108864.");

    [Theory]
    [InlineData("llama.expert_count", 8, "'llama.expert_count: 8' changes the arithmetic and is not supported.")]
    [InlineData("llama.attention.sliding_window", 8, "'llama.attention.sliding_window: 8' changes the arithmetic and is not supported.")]
    [InlineData("split.count", 2, "'split.count: 2' is not supported; one file with the whole model is.")]
    public void KeyThatNobodyReads_IsNotPassedOver(string key, uint value, string message) =>
        this.CheckStart(GgufTests.Convert(_folder).Whole(key, value), message);

    [Fact]
    public void KeyThatChangesNothing_IsPassedOver()
    {
        string path = GgufTests.Save(_folder, GgufTests.Convert(_folder).Whole("llama.expert_count", 0).Whole("other.key", 3));

        Assert.Equal(_folder.Specification(), ModelFolder.SpecificationOf(path));
    }

    [Fact]
    public void OtherFactorsOfRope_AreRefused() => this.CheckStart(
        GgufTests.Convert(_folder).Tensor("rope_freqs.weight", 0, [8], GgufElements.F32([1, 1, 2, 3, 4, 5, 6, 8]).Data),
        "tensor 'rope_freqs.weight': its factors are not those of Llama 3.1, and no others are supported.");

    [Fact]
    public void Adapter_IsRefused() =>
        this.CheckStart(GgufTests.Convert(_folder).Text("general.type", "adapter"), "'general.type: adapter' is not supported; a model is.");

    private void CheckStart(GgufWriter writer, string message) => this.Check(writer.ToArray(), message);

    private void Check(byte[] bytes, string message)
    {
        File.WriteAllBytes(_folder["tiny.gguf"], bytes);
        string actual = Assert.Throws<ImportException>(() => ModelImport.Open(_folder["tiny.gguf"])).Message;

        Assert.StartsWith($"{_folder["tiny.gguf"]}: {message}", actual, StringComparison.Ordinal);
    }
}
