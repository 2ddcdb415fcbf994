using System;
using System.IO;
using System.Linq;
using Xunit;

namespace Weft.Import.Tests;

/// <summary>Adapters of low rank that are merged into a folder's matrices.</summary>
public sealed class AdapterTests : IDisposable
{
    private const string Base = "base_model.model.";
    private const string Query = "model.layers.0.self_attn.q_proj";
    private const string Down = "model.layers.0.mlp.down_proj";
    private const string Settings = "\"peft_type\": \"LORA\", \"r\": 2, \"lora_alpha\": 8, \"target_modules\": [\"q_proj\", \"down_proj\"]";
    private readonly ModelFolder _folder = Folders.Llama().Shuffle().Save();
    private readonly ModelFolder _adapter = Adapted();

    public void Dispose()
    {
        _folder.Dispose();
        _adapter.Dispose();
    }

    [Theory]
    [InlineData("", 4.0)]
    [InlineData(", \"use_rslora\": true", 5.656854249492381)]
    public void Product_IsAdded(string keys, double scale)
    {
        this.SaveAdapter(Settings + keys);
        float[] values = _folder.Values($"{Down}.weight");
        float[] first = _adapter.Values($"{Base}{Down}.lora_A.weight");
        float[] second = _adapter.Values($"{Base}{Down}.lora_B.weight");
        float[] expected = [.. Enumerable.Range(0, 8 * 6).Select(index =>
        {
            (int output, int input) = (index / 6, index % 6);

            return (float)(values[index] + (scale * ((second[output * 2] * first[input]) + (second[(output * 2) + 1] * first[6 + input]))));
        })];
        float[] actual = this.Import("decoder.layers.0.feed_forward.down.weight");

        Assert.All(expected.Zip(actual), static pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.NotEqual(values, actual);
        Assert.Equal(_folder.Values("model.layers.0.self_attn.v_proj.weight"), this.Import("decoder.layers.0.self_attention.value.weight"));
    }

    [Fact]
    public void RowsThatRopeTurns_AreAdaptedBeforeTheyChangePlaces()
    {
        this.SaveAdapter(Settings);
        using ModelFolder merged = Folders.Llama().Shuffle();
        float[] first = _adapter.Values($"{Base}{Query}.lora_A.weight");
        float[] second = _adapter.Values($"{Base}{Query}.lora_B.weight");
        float[] values = merged.Values($"{Query}.weight");

        for (int index = 0; index < values.Length; index++)
        {
            (int output, int input) = (index / 8, index % 8);
            values[index] += 4 * ((second[output * 2] * first[input]) + (second[(output * 2) + 1] * first[8 + input]));
        }

        float[] expected = merged.Save().Import("decoder.layers.0.self_attention.query.weight");
        Assert.All(expected.Zip(this.Import("decoder.layers.0.self_attention.query.weight")), static pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void MatricesTheOtherWayRound_AreAdaptedSo()
    {
        using ModelFolder folder = Folders.Gpt2().Shuffle().Save();
        using ModelFolder adapter = new ModelFolder()
            .Add(($"{Base}transformer.h.0.mlp.c_proj.lora_A.weight", [1, 16]), ($"{Base}transformer.h.0.mlp.c_proj.lora_B.weight", [4, 1])).Shuffle();
        SaveAdapter(adapter, "\"peft_type\": \"LORA\", \"r\": 1, \"lora_alpha\": 1, \"fan_in_fan_out\": true, \"target_modules\": \".*c_proj\"");
        float[] first = adapter.Values($"{Base}transformer.h.0.mlp.c_proj.lora_A.weight");
        float[] second = adapter.Values($"{Base}transformer.h.0.mlp.c_proj.lora_B.weight");
        float[] plain = folder.Import("decoder.layers.0.feed_forward.down.weight");
        float[] expected = [.. plain.Select((value, index) => value + (second[index / 16] * first[index % 16]))];

        Assert.All(
            expected.Zip(Import(folder, adapter, "decoder.layers.0.feed_forward.down.weight")),
            static pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void CompiledModel_LoadsItToo()
    {
        this.SaveAdapter(Settings);
        using Kept model = ModelImport.Load<Kept>(_folder.Path, _adapter.Path);
        float[] values = new float[48];
        model.Read("decoder.layers.0.feed_forward.down.weight", values);

        Assert.Equal(this.Import("decoder.layers.0.feed_forward.down.weight"), values);
    }

    [Theory]
    [InlineData("\"use_dora\": true", "use_dora: true")]
    [InlineData("\"bias\": \"all\"", "bias: \"all\"")]
    [InlineData("\"modules_to_save\": [\"lm_head\"]", "modules_to_save: [\"lm_head\"]")]
    [InlineData("\"alpha_pattern\": {\"q_proj\": 4}", "alpha_pattern: {\"q_proj\": 4}")]
    [InlineData("\"init_lora_weights\": \"pissa\"", "init_lora_weights: \"pissa\"")]
    [InlineData("\"something_new\": 3", "something_new: 3")]
    public void KeyOfAnotherVariant_IsRefused(string key, string shown)
    {
        this.SaveAdapter($"{Settings}, {key}");

        this.Check("adapter_config.json", $"'{shown}' changes the arithmetic and is not supported.");
    }

    [Fact]
    public void KeysThatChangeNothing_ArePassedOver()
    {
        this.SaveAdapter($"{Settings}, \"use_dora\": false, \"bias\": \"none\", \"modules_to_save\": null, \"rank_pattern\": {{}}, \"peft_version\": \"0.21.0\", \"lora_dropout\": 0.1");

        Assert.NotEmpty(this.Import("output.weight"));
    }

    [Fact]
    public void AnotherMethod_IsRefused()
    {
        this.SaveAdapter(Settings.Replace("LORA", "IA3", StringComparison.Ordinal));

        this.Check("adapter_config.json", "'peft_type: \"IA3\"' changes the arithmetic and is not supported.");
    }

    [Fact]
    public void TargetWithoutATensor_IsNamed()
    {
        this.SaveAdapter(Settings.Replace("\"q_proj\"", "\"q_proj\", \"o_proj\"", StringComparison.Ordinal));

        this.Check("adapter_config.json", "'target_modules' has 'o_proj', which no tensor of the adapter belongs to.");
    }

    [Fact]
    public void MissingHalf_IsNamed()
    {
        _adapter.Remove($"{Base}{Down}.lora_B.weight");
        this.SaveAdapter(Settings);

        this.Check("adapter_model.safetensors", $"tensor '{Base}{Down}.lora_A.weight': '{Base}{Down}.lora_B.weight' is missing beside it.");
    }

    [Fact]
    public void TensorOfAnotherModel_IsNamed()
    {
        _adapter.Rename(static name => name.Replace("layers.0.mlp", "layers.1.mlp", StringComparison.Ordinal));
        this.SaveAdapter(Settings);

        this.Check(
            "adapter_model.safetensors",
            $"tensor '{Base}model.layers.1.mlp.down_proj.lora_A.weight': the base model has no tensor 'model.layers.1.mlp.down_proj.weight' that it would change.");
    }

    [Fact]
    public void AnotherShape_SaysWhatItShouldBe()
    {
        _adapter.Add(($"{Base}{Down}.lora_A.weight", [2, 5]));
        this.SaveAdapter(Settings);

        this.Check(
            "adapter_model.safetensors",
            $"tensor '{Base}{Down}.lora_A.weight': its shape is [2, 5]; with 'r: 2' and '{Down}.weight' of [8, 6] it should be [2, 6].");
    }

    [Fact]
    public void OtherTensors_AreNotPassedOver()
    {
        _adapter.Add(($"{Base}model.embed_tokens.lora_embedding_A", [2, 5]));
        this.SaveAdapter(Settings);

        this.Check(
            "adapter_model.safetensors",
            $"tensor '{Base}model.embed_tokens.lora_embedding_A': it is neither {Base}*.lora_A.weight nor {Base}*.lora_B.weight, which an adapter of low rank has.");
    }

    [Fact]
    public void OutputThatIsTied_CannotBeAdapted()
    {
        using ModelFolder folder = Folders.Llama();
        folder.Configuration = folder.Configuration.Replace("\"tie_word_embeddings\": false", "\"tie_word_embeddings\": true", StringComparison.Ordinal);
        folder.Save();
        using ModelFolder adapter = new ModelFolder().Add(($"{Base}lm_head.lora_A.weight", [2, 8]), ($"{Base}lm_head.lora_B.weight", [5, 2]));
        SaveAdapter(adapter, Settings.Replace("\"q_proj\", \"down_proj\"", "\"lm_head\"", StringComparison.Ordinal));

        Assert.Equal(
            $"{adapter["adapter_model.safetensors"]}: tensor '{Base}lm_head.lora_A.weight': the base model's tensor 'lm_head.weight', " +
            "which it would change, is one that the model does without.",
            Assert.Throws<ImportException>(() => ModelImport.Open(folder.Path, adapter: adapter.Path)).Message);
    }

    [Fact]
    public void FolderWithoutAdapter_SaysWhatIsLookedFor()
    {
        this.Check("adapter_config.json", "there is no such file.");
        File.WriteAllText(_adapter["adapter_config.json"], $"{{{Settings}}}");
        this.Check("adapter_model.safetensors", "there is no such file.");
    }

    private static ModelFolder Adapted() => new ModelFolder().Add(
        ($"{Base}{Query}.lora_A.weight", [2, 8]),
        ($"{Base}{Query}.lora_B.weight", [8, 2]),
        ($"{Base}{Down}.lora_A.weight", [2, 6]),
        ($"{Base}{Down}.lora_B.weight", [8, 2])).Shuffle();

    private static void SaveAdapter(ModelFolder adapter, string settings)
    {
        adapter.Save();
        File.Delete(adapter["config.json"]);
        File.Move(adapter["model.safetensors"], adapter["adapter_model.safetensors"], overwrite: true);
        File.WriteAllText(adapter["adapter_config.json"], $"{{{settings}}}");
    }

    private static float[] Import(ModelFolder folder, ModelFolder adapter, string parameter)
    {
        using ImportedModel model = ModelImport.Open(folder.Path, "Tiny", adapter.Path);
        model.SaveParameters(folder["imported"]);
        using SafetensorsFile file = SafetensorsFile.Open(folder["imported"]);

        return file.ReadSingles(parameter);
    }

    private void SaveAdapter(string settings) => SaveAdapter(_adapter, settings);

    private float[] Import(string parameter) => Import(_folder, _adapter, parameter);

    private void Check(string file, string message) => Assert.Equal(
        $"{_adapter[file]}: {message}",
        Assert.Throws<ImportException>(() => ModelImport.Open(_folder.Path, adapter: _adapter.Path)).Message);
}
