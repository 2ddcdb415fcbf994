using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;

namespace Weft;

/// <summary>The page of a report: a template, and in it the numbers.</summary>
internal sealed class TrainingReportPage(Trainer trainer)
{
    private const string Data = "{{data}}";

    /// <summary>Writes the page.</summary>
    public void Write(
        Stream stream, ReadOnlySpan<TrainingPoint> points, IEnumerable<(long Step, double Loss)> validation,
        IEnumerable<(long Step, string Text)> samples, bool isRunning)
    {
        string template = TrainingReportTemplate.Text;
        int place = template.IndexOf(Data, StringComparison.Ordinal);
        stream.Write(Encoding.UTF8.GetBytes(template[..place]));

        // The usual encoder leaves nothing that could end the script that it stands in.
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("model", trainer.Session.Model.Description.Name);
            json.WriteBoolean("running", isRunning);
            json.WriteString("written", DateTimeOffset.Now);
            this.WriteSummary(json);
            WritePoints(json, points);
            WriteValidation(json, validation);
            WriteSamples(json, samples);
            json.WriteEndObject();
        }

        stream.Write(Encoding.UTF8.GetBytes(template[(place + Data.Length)..]));
    }

    private void WriteSummary(Utf8JsonWriter json)
    {
        ModelDescription model = trainer.Session.Model.Description;
        Optimizer settings = trainer.Settings;
        json.WriteStartArray("summary");
        WriteRow(json, "Parameters", $"{model.ParameterCount:N0}");
        WriteRow(json, "Longest sequence", $"{model.MaxLength:N0}");
        WriteRow(json, "A step", $"{model.TrainingTokens * trainer.Options.AccumulationSteps:N0} tokens at most");
        WriteRow(json, "Threads", $"{trainer.Workers.Count}");
        WriteRow(json, "Seed", $"{trainer.Seed}");
        WriteRow(json, settings.Name, settings.Summary());
        WriteRow(json, "Gradient norm", settings.ClipNorm is double clip ? $"at most {clip}" : (FormattableString)$"as it comes");
        WriteRow(json, "Function", $"{model.Function}");
        json.WriteEndArray();
    }

    private static void WriteRow(Utf8JsonWriter json, string name, FormattableString value)
    {
        json.WriteStartArray();
        json.WriteStringValue(name);
        json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        json.WriteEndArray();
    }

    // Means of the steps of a point.
    private static void WritePoints(Utf8JsonWriter json, ReadOnlySpan<TrainingPoint> points)
    {
        json.WriteStartArray("points");

        foreach (TrainingPoint point in points)
        {
            json.WriteStartArray();
            json.WriteNumberValue(point.Step);
            WriteNumber(json, point.Loss / point.Steps);
            WriteNumber(json, point.LearningRate);
            WriteNumber(json, point.GradientNorm / point.Steps);
            WriteNumber(json, point.Tokens / point.Seconds);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteValidation(Utf8JsonWriter json, IEnumerable<(long Step, double Loss)> validation)
    {
        json.WriteStartArray("validation");

        foreach ((long step, double loss) in validation)
        {
            json.WriteStartArray();
            json.WriteNumberValue(step);
            WriteNumber(json, loss);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteSamples(Utf8JsonWriter json, IEnumerable<(long Step, string Text)> samples)
    {
        json.WriteStartArray("samples");

        foreach ((long step, string text) in samples)
        {
            json.WriteStartArray();
            json.WriteNumberValue(step);
            json.WriteStringValue(text);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
