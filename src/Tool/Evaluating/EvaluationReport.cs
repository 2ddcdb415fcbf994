using System;
using System.Globalization;
using System.IO;
using System.Text.Json;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Tool.Inspection;

namespace Weft.Tool.Evaluating;

/// <summary>What an evaluation found, for people and for machines.</summary>
/// <param name="Path">The text's file.</param>
/// <param name="Shape">The model's constants.</param>
/// <param name="Session">How the session stores weights, keys and values, and what it rounds activations to.</param>
/// <param name="Tokens">Tokens of the text.</param>
/// <param name="Bytes">Bytes of the text in UTF-8.</param>
internal sealed record EvaluationReport(
    string Path, ModelDescription Shape, InferenceCapacity Session, int Tokens, long Bytes)
{
    /// <summary>How likely the session found the text.</summary>
    public required Perplexity Stored { get; init; }

    /// <summary>How likely the session of floats found it; null where the one stores floats.</summary>
    public required Perplexity? Floats { get; init; }

    /// <summary>How far the two are apart; null where there is one.</summary>
    public required TextDifference? Difference { get; init; }

    private string Name => string.Concat(
        WeightLayout.Of(this.Session.Weights).Name,
        this.Session.Activations == ActivationFormat.Float32
            ? ""
            : $", activations {SpecificationKeys.InferenceActivations.NameOf(this.Session.Activations)}",
        this.Session.Cache == CacheFormat.Float32 ? "" : $", cache {SpecificationKeys.InferenceCache.NameOf(this.Session.Cache)}");

    private static string FloatName => WeightLayout.Of(WeightFormat.Float32).Name;

    /// <summary>Writes it for people.</summary>
    public void WriteText(TextWriter output)
    {
        output.WriteLine($"{this.Shape.Name}, {Whole(this.Shape.ParameterCount)} parameters");
        output.WriteLine(
            $"{this.Path}: {Whole(this.Bytes)} bytes, {Whole(this.Tokens)} tokens, {Whole(this.Stored.Tokens)} of them predicted");
        output.WriteLine();
        TextTable table = new();
        table.Add(string.Empty, this.Name, this.Floats is null ? string.Empty : FloatName);
        this.AddRow(table, "loss, nats a token", static perplexity => perplexity.MeanLoss);
        this.AddRow(table, "perplexity", static perplexity => perplexity.Value);
        this.AddRow(table, "bits per byte", this.BitsPerByte);
        table.Write(output);

        if (this.Difference is TextDifference difference)
        {
            output.WriteLine();
            TextTable differences = new();
            differences.Add("difference of the loss, %", Format(100 * difference.Loss, "F3"));
            differences.Add($"divergence from {FloatName}, nats a token", Format(difference.Divergence, "F6"));
            differences.Add("same likeliest token, %", Format(100 * difference.Agreement, "F2"));
            differences.Write(output);
        }
    }

    /// <summary>Writes the members of a JSON object.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteString("file", this.Path);
        json.WriteString("model", this.Shape.Name);
        json.WriteNumber("parameters", this.Shape.ParameterCount);
        json.WriteNumber("bytes", this.Bytes);
        json.WriteNumber("tokens", this.Tokens);
        json.WriteNumber("predicted", this.Stored.Tokens);
        this.WriteJson(json, this.Name, this.Stored);

        if (this.Floats is not null)
        {
            this.WriteJson(json, FloatName, this.Floats);
        }

        if (this.Difference is TextDifference difference)
        {
            json.WriteStartObject("difference");
            json.WriteNumber("loss", difference.Loss);
            json.WriteNumber("divergence", difference.Divergence);
            json.WriteNumber("agreement", difference.Agreement);
            json.WriteEndObject();
        }
    }

    private void WriteJson(Utf8JsonWriter json, string name, Perplexity perplexity)
    {
        json.WriteStartObject(name);
        json.WriteNumber("loss", perplexity.MeanLoss);
        json.WriteNumber("perplexity", perplexity.Value);
        json.WriteNumber("bitsPerByte", this.BitsPerByte(perplexity));
        json.WriteEndObject();
    }

    private void AddRow(TextTable table, string name, Func<Perplexity, double> value) => table.Add(
        name, Format(value(this.Stored), "F4"), this.Floats is null ? string.Empty : Format(value(this.Floats), "F4"));

    private double BitsPerByte(Perplexity perplexity) => perplexity.MeanLoss * perplexity.Tokens / Math.Log(2) / this.Bytes;

    private static string Whole(IFormattable number) => Format(number, "N0");

    private static string Format(IFormattable number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
