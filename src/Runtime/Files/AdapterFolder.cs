using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace Weft;

/// <summary>
/// A model's adapter as a folder of the library peft's: <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>, in which
/// <c>base_model.model.</c> stands before the canonical names.
/// </summary>
internal static class AdapterFolder
{
    /// <summary>The file that says what kind of adapter it is.</summary>
    public const string ConfigName = "adapter_config.json";

    /// <summary>The file of the matrices.</summary>
    public const string WeightsName = "adapter_model.safetensors";

    /// <summary>What stands before the names of the base model.</summary>
    public const string Prefix = "base_model.model.";

    private const string RankKey = "r";
    private const string AlphaKey = "lora_alpha";

    /// <summary>Writes both files, the matrices first.</summary>
    /// <exception cref="IOException">One cannot be written.</exception>
    public static void Save(TransformerModel model, string folder)
    {
        ModelDescription description = Adapted(model);
        SafetensorsWriter writer = new();
        writer.AddMetadata("format", "pt");

        foreach (ParameterInfo info in AdapterParameters.Of(description))
        {
            writer.Add(
                Prefix + info.Name, ModelFile.Shape(info), values => new ParameterView(info, model.Parameters).CopyTo(values));
        }

        _ = Directory.CreateDirectory(folder);
        writer.Save(Path.Combine(folder, WeightsName));
        AtomicFile.WriteText(
            Path.Combine(folder, ConfigName),
            Config(description.AdapterRank, description.AdapterAlpha, AdapterParameters.Targets(description)));
    }

    /// <summary>Reads an adapter. The model is changed only when both files have been found right.</summary>
    /// <exception cref="ModelFileException">A file is damaged, or the adapter is of another rank, scale or base.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static void Load(TransformerModel model, string folder)
    {
        ModelDescription description = Adapted(model);
        CheckConfig(Path.Combine(folder, ConfigName), description);
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(folder, WeightsName));
        ParameterInfo[] parameters = [.. AdapterParameters.Of(description)];
        HashSet<string> names = [.. parameters.Select(static info => Prefix + info.Name)];

        foreach (SafetensorsTensor tensor in file.Tensors.Where(tensor => !names.Contains(tensor.Name)))
        {
            throw new ModelFileException(
                file.Path, $"{description.Name} has no such adapter; its own begin with '{Prefix}{parameters[0].Name}'.", tensor.Name);
        }

        foreach (ParameterInfo info in parameters)
        {
            ModelFile.CheckTensor(file, description, info, Prefix + info.Name);
        }

        // All of them before the first is changed.
        float[][] values = [.. parameters.Select(info => ModelFile.ReadFinite(file, Prefix + info.Name))];

        foreach ((ParameterInfo info, float[] parameter) in parameters.Zip(values))
        {
            new ParameterView(info, model.Parameters).CopyFrom(parameter);
        }

        model.MarkParametersChanged();
    }

    /// <summary>The text of <c>adapter_config.json</c>.</summary>
    /// <param name="rank">Rows of A.</param>
    /// <param name="alpha">The rank times what B A is multiplied by.</param>
    /// <param name="targets">What the names of adapted modules end in.</param>
    /// <param name="isTransposed">Whether the weights of these modules are [in, out].</param>
    public static string Config(int rank, float alpha, IEnumerable<string> targets, bool isTransposed = false)
    {
        ArrayBufferWriter<byte> buffer = new();

        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("peft_type", "LORA");
            json.WriteNumber(RankKey, rank);
            json.WriteNumber(AlphaKey, alpha);
            json.WriteStartArray("target_modules");

            foreach (string target in targets)
            {
                json.WriteStringValue(target);
            }

            json.WriteEndArray();
            json.WriteString("bias", "none");
            json.WriteNumber("lora_dropout", 0);
            json.WriteBoolean("fan_in_fan_out", isTransposed);
            json.WriteBoolean("inference_mode", true);
            json.WriteBoolean("init_lora_weights", true);
            json.WriteNull("base_model_name_or_path");
            json.WriteNull("task_type");
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static ModelDescription Adapted(TransformerModel model) => model.Description.AdapterRank > 0
        ? model.Description
        : throw new InvalidOperationException($"{model.Description.Name} has no adapters (`adapters`).");

    private static void CheckConfig(string path, ModelDescription description)
    {
        using JsonDocument document = Parse(path);
        JsonElement config = document.RootElement;
        Check(path, config, RankKey, description.AdapterRank, description.Name, "adapters.rank");
        Check(path, config, AlphaKey, description.AdapterAlpha, description.Name, "adapters.alpha");

        foreach (string variant in new[] { "use_rslora", "use_dora" })
        {
            if (config.TryGetProperty(variant, out JsonElement value) && value.ValueKind != JsonValueKind.False)
            {
                throw new ModelFileException(path, $"'{variant}' asks for another kind of adapter than alpha / rank x B A.");
            }
        }
    }

    private static JsonDocument Parse(string path)
    {
        try
        {
            JsonDocument document = JsonText.Parse(File.ReadAllBytes(path));

            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                : throw new ModelFileException(path, "it is no mapping of keys to values.");
        }
        catch (JsonException exception)
        {
            throw new ModelFileException(path, $"it is no JSON. {exception.Message}", innerException: exception);
        }
    }

    private static void Check(string path, JsonElement config, string key, float expected, string model, string ofModel)
    {
        if (!config.TryGetProperty(key, out JsonElement value) || value.ValueKind != JsonValueKind.Number || value.GetSingle() != expected)
        {
            string found = value.ValueKind == JsonValueKind.Undefined ? "missing" : value.GetRawText();

            throw new ModelFileException(path, $"'{key}' is {found}; {model} has '{ofModel}: {expected}'.");
        }
    }
}
