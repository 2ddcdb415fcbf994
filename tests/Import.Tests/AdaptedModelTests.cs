using System;
using System.IO;
using System.Linq;
using Xunit;

namespace Weft.Import.Tests;

/// <summary>Adapters of peft's files beside the weights of a model that was compiled with `adapters`.</summary>
public sealed class AdaptedModelTests : IDisposable
{
    private const string Base = "base_model.model.";
    private const string Query = "model.layers.0.self_attn.q_proj";
    private const string Down = "model.layers.0.mlp.down_proj";
    private readonly ModelFolder _folder = Folders.Llama().Shuffle().Save();
    private readonly ModelFolder _adapter = new ModelFolder().Add(
        ($"{Base}{Query}.lora_A.weight", [2, 8]), ($"{Base}{Query}.lora_B.weight", [8, 2]),
        ($"{Base}{Down}.lora_A.weight", [2, 6]), ($"{Base}{Down}.lora_B.weight", [8, 2])).Shuffle();

    public void Dispose()
    {
        _folder.Dispose();
        _adapter.Dispose();
    }

    [Fact]
    public void Adapter_BesideTheWeights_IsTheMergedOne()
    {
        this.SaveAdapter();
        using Adapted model = this.Load();
        model.SaveMerged(_folder["merged"]);
        using SafetensorsFile merged = SafetensorsFile.Open(_folder["merged"]);
        using ImportedModel expected = ModelImport.Open(_folder.Path, "Adapted", _adapter.Path);
        expected.SaveParameters(_folder["expected"]);
        using SafetensorsFile imported = SafetensorsFile.Open(_folder["expected"]);

        Assert.Equal(imported.Tensors.Select(static tensor => tensor.Name).Order(), merged.Tensors.Select(static tensor => tensor.Name).Order());
        Assert.All(imported.Tensors, tensor => Assert.All(
            imported.ReadSingles(tensor.Name).Zip(merged.ReadSingles(tensor.Name)), static pair => Assert.Equal(pair.First, pair.Second, 1e-6)));
        Assert.NotEqual(_folder.Values($"{Down}.weight"), merged.ReadSingles("decoder.layers.0.feed_forward.down.weight"));
    }

    [Fact]
    public void Adapter_SavedAgain_HasTheSameNamesAndNumbers()
    {
        this.SaveAdapter();
        using Adapted model = this.Load();
        using ImportedModel imported = ModelImport.Open(_folder.Path, "Adapted");
        string folder = Path.Combine(_folder.Path, "again");
        imported.SaveAdapter(model, folder);
        using SafetensorsFile again = SafetensorsFile.Open(Path.Combine(folder, "adapter_model.safetensors"));
        using SafetensorsFile adapter = SafetensorsFile.Open(_adapter["adapter_model.safetensors"]);

        Assert.Equal(adapter.Tensors.Select(static tensor => tensor.Name).Order(), again.Tensors.Select(static tensor => tensor.Name).Order());
        Assert.All(adapter.Tensors, tensor => Assert.Equal(adapter.ReadSingles(tensor.Name), again.ReadSingles(tensor.Name)));

        // What was written is merged as any other.
        using ImportedModel merged = ModelImport.Open(_folder.Path, "Adapted", folder);
        Assert.Contains("q_proj", File.ReadAllText(Path.Combine(folder, "adapter_config.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"r\": 2", "\"lora_alpha\": 4", "the adapter has rank 2 and alpha 4; Adapted has 'adapters.rank: 2' and 'adapters.alpha: 8'.")]
    public void Adapter_OfAnotherScale_IsRefused(string rank, string alpha, string message)
    {
        this.SaveAdapter($"\"peft_type\": \"LORA\", {rank}, {alpha}, \"target_modules\": [\"q_proj\", \"down_proj\"]");

        Assert.Equal($"{_adapter["adapter_model.safetensors"]}: {message}", Assert.Throws<ImportException>(() => this.Load().Dispose()).Message);
    }

    [Fact]
    public void Adapter_OnOtherProjections_IsRefused()
    {
        using ModelFolder other = new ModelFolder().Add(($"{Base}{Down}.lora_A.weight", [2, 6]), ($"{Base}{Down}.lora_B.weight", [8, 2])).Shuffle();
        Save(other, "\"peft_type\": \"LORA\", \"r\": 2, \"lora_alpha\": 8, \"target_modules\": [\"down_proj\"]");
        using ImportedModel imported = ModelImport.Open(_folder.Path, "Adapted");
        using Adapted model = ModelImport.Load<Adapted>(_folder.Path);

        Assert.Equal(
            $"{other["adapter_model.safetensors"]}: it has nothing for '{Query}.weight', and Adapted has adapters on 'decoder.layers.0.self_attention.query'.",
            Assert.Throws<ImportException>(() => imported.CopyAdapterTo(other.Path, model)).Message);
    }

    private Adapted Load()
    {
        using ImportedModel imported = ModelImport.Open(_folder.Path, "Adapted");
        Adapted model = ModelImport.Load<Adapted>(_folder.Path);
        imported.CopyAdapterTo(_adapter.Path, model);

        return model;
    }

    private void SaveAdapter(
        string settings = "\"peft_type\": \"LORA\", \"r\": 2, \"lora_alpha\": 8, \"target_modules\": [\"q_proj\", \"down_proj\"]") => Save(_adapter, settings);

    private static void Save(ModelFolder adapter, string settings)
    {
        adapter.Save();
        File.Delete(adapter["config.json"]);
        File.Move(adapter["model.safetensors"], adapter["adapter_model.safetensors"], overwrite: true);
        File.WriteAllText(adapter["adapter_config.json"], $"{{{settings}}}");
    }
}
