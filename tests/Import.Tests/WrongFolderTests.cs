using System;
using System.IO;
using Xunit;

namespace Weft.Import.Tests;

/// <summary>Files that do not fit a configuration: one sentence, with the file and the tensor.</summary>
public sealed class WrongFolderTests
{
    private const string Up = "model.layers.0.mlp.up_proj.weight";

    [Fact]
    public void MissingTensor_IsNamedAsTheFamilyDoes()
    {
        using ModelFolder folder = Folders.Llama().Remove(Up).Save();

        Check(folder, $"tensor '{Up}': it is missing; the model needs it for 'decoder.layers.0.feed_forward.up.weight'.");
    }

    [Fact]
    public void TensorWithoutAPlace_IsNotPassedOver()
    {
        using ModelFolder folder = Folders.Llama().Add(("model.layers.1.mlp.up_proj.weight", [6, 8])).Save();

        Check(folder, "tensor 'model.layers.1.mlp.up_proj.weight': it has no place in a model of the family llama.");
    }

    [Fact]
    public void AnotherShape_SaysBoth()
    {
        using ModelFolder folder = Folders.Llama().Add((Up, [8, 6])).Save();

        Check(folder, $"tensor '{Up}': its shape is [8, 6]; the configuration asks for [6, 8].");
    }

    [Fact]
    public void AnotherType_SaysWhichAreRead()
    {
        using ModelFolder folder = Folders.Gpt2();
        folder.Type = SafetensorsType.F64;
        folder.Save();

        Check(folder, "tensor 'wte.weight': its type is F64; F32, F16 and BF16 are read.");
    }

    [Fact]
    public void MissingShard_IsNamed()
    {
        using ModelFolder folder = Folders.Llama().SaveShards();
        File.Delete(folder["model-00002-of-00002.safetensors"]);

        Assert.Equal(
            $"{folder["model-00002-of-00002.safetensors"]}: the shard is missing; model.safetensors.index.json lists it.",
            Assert.Throws<ImportException>(() => ModelImport.Open(folder.Path)).Message);
    }

    [Fact]
    public void NoWeights_SaysWhatIsLookedFor()
    {
        using ModelFolder folder = Folders.Llama().Save();
        File.Delete(folder["model.safetensors"]);

        Assert.Equal(
            $"{folder.Path}: the folder has neither model.safetensors nor model.safetensors.index.json.",
            Assert.Throws<ImportException>(() => ModelImport.Open(folder.Path)).Message);
    }

    [Fact]
    public void IndexThatNamesAnotherFolder_IsRefused()
    {
        using ModelFolder folder = Folders.Llama().SaveShards();
        string index = folder["model.safetensors.index.json"];
        File.WriteAllText(index, File.ReadAllText(index).Replace("\"model-00001", "\"../model-00001", StringComparison.Ordinal));

        Assert.StartsWith($"{index}: the file is no index", Assert.Throws<ImportException>(() => ModelImport.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TruncatedFile_IsFoundBeforeAnythingIsRead()
    {
        using ModelFolder folder = Folders.Llama().Save();
        using (FileStream stream = File.OpenWrite(folder["model.safetensors"]))
        {
            stream.SetLength(stream.Length - 4);
        }

        Assert.Contains("the file is truncated", Assert.Throws<ModelFileException>(() => ModelImport.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    private static void Check(ModelFolder folder, string message)
    {
        ImportException exception = Assert.Throws<ImportException>(() => ModelImport.Open(folder.Path));
        Assert.Equal($"{folder["model.safetensors"]}: {message}", exception.Message);
    }
}
