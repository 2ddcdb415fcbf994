using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text.Json;
using Weft.Import;

namespace Weft.Tool.Verbs;

/// <summary>What an import found and wrote, for people or for machines.</summary>
internal sealed class ImportSummary(ImportedModel model)
{
    /// <summary>The file of the specification.</summary>
    public required string Specification { get; init; }

    /// <summary>The file of the parameters and its SHA-256; null where they stay where they are.</summary>
    public (string Path, string Checksum)? Parameters { get; init; }

    /// <summary>The call that loads parameters which stay where they are; null where they were written.</summary>
    public string? LoadingCall { get; init; }

    /// <summary>Tokenizers that were written.</summary>
    public List<string> Tokenizers { get; } = [];

    /// <summary>Tokenizer files that were copied.</summary>
    public List<string> Copied { get; } = [];

    /// <summary>Writes lines for people.</summary>
    public void WriteText(TextWriter output)
    {
        string parameters = model.ParameterCount.ToString("N0", CultureInfo.InvariantCulture);
        output.WriteLine($"{model.Name}: family {model.Family}, {parameters} parameters.");

        foreach ((string key, string value) in model.Keys)
        {
            output.WriteLine($"  {key}: {value}");
        }

        WriteLines(output, model.LeftOut, static name => $"  left out: {name}");
        output.WriteLine($"{this.Specification}: written.");
        output.WriteLine(this.Parameters is (string path, string checksum)
            ? $"{path}: written, SHA-256 {checksum}."
            : $"parameters stay where they are: {this.LoadingCall} of Weft.Import loads them.");

        if (model.TokenizerProblem is string problem)
        {
            output.WriteLine($"tokenizer left out: {problem}");
        }

        WriteLines(output, this.Tokenizers, static file => $"{file}: written.");
        WriteLines(output, this.Copied, static file => $"{file}: copied.");
    }

    /// <summary>Writes the members of an object for machines.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteString("model", model.Name);
        json.WriteString("family", model.Family);
        json.WriteNumber("parameterCount", model.ParameterCount);
        json.WriteStartObject("keys");

        foreach ((string key, string value) in model.Keys)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
        WriteArray(json, "leftOut", model.LeftOut);
        json.WriteString("specification", this.Specification);
        json.WriteString("parameters", this.Parameters?.Path);
        json.WriteString("sha256", this.Parameters?.Checksum);
        json.WriteString("loadingCall", this.LoadingCall);
        json.WriteString("tokenizerProblem", model.TokenizerProblem);
        WriteArray(json, "tokenizers", [.. this.Tokenizers, .. this.Copied]);
    }

    private static void WriteLines(TextWriter output, IEnumerable<string> names, Func<string, string> describe)
    {
        foreach (string name in names)
        {
            output.WriteLine(describe(name));
        }
    }

    private static void WriteArray(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);

        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
