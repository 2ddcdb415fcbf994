using System;
using System.Buffers;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Weft;

/// <summary>A run as lines of JSON, behind those that the file has already. A step is written without allocating.</summary>
internal sealed class TrainingLog : IDisposable
{
    private static readonly JsonEncodedText Step = JsonEncodedText.Encode("step");
    private static readonly JsonEncodedText Loss = JsonEncodedText.Encode("loss");
    private static readonly JsonEncodedText LearningRate = JsonEncodedText.Encode("learningRate");
    private static readonly JsonEncodedText GradientNorm = JsonEncodedText.Encode("gradientNorm");
    private static readonly JsonEncodedText Tokens = JsonEncodedText.Encode("tokens");
    private static readonly JsonEncodedText Seconds = JsonEncodedText.Encode("seconds");

    // Texts are read by people as well.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private readonly Utf8JsonWriter _json;
    private readonly FileStream _file;

    /// <exception cref="IOException">The file cannot be written.</exception>
    public TrainingLog(string path)
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        SeekEnd(_file);
        _json = new Utf8JsonWriter(_line, Options);
    }

    public void Write(TrainingStep step)
    {
        this.Begin(step.Step);
        WriteNumber(_json, Loss, step.Loss);
        WriteNumber(_json, LearningRate, step.LearningRate);
        WriteNumber(_json, GradientNorm, step.GradientNorm);
        _json.WriteNumber(Tokens, step.Tokens);
        WriteNumber(_json, Seconds, step.Elapsed.TotalSeconds);
        this.End();
    }

    public void WriteValidation(long step, double loss)
    {
        this.Begin(step);
        WriteNumber(_json, JsonEncodedText.Encode("validationLoss"), loss);
        this.End();
    }

    public void WriteSample(long step, string text)
    {
        this.Begin(step);
        _json.WriteString("sample", text);
        this.End();
    }

    /// <summary>Hands the lines so far to the file.</summary>
    public void Flush() => _file.Flush();

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
    }

    /// <summary>Writes a number, or null where it is infinite or none: JSON has no word for that.</summary>
    public static void WriteNumber(Utf8JsonWriter json, JsonEncodedText name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    // Behind the last whole line: a process that was killed may have left a part of one.
    private static void SeekEnd(FileStream file)
    {
        long end = file.Length;

        while (end > 0 && !EndsLine(file, end))
        {
            end--;
        }

        file.SetLength(end);
        file.Position = end;
    }

    private static bool EndsLine(FileStream file, long end)
    {
        file.Position = end - 1;

        return file.ReadByte() == '\n';
    }

    private void Begin(long step)
    {
        _line.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteNumber(Step, step);
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _file.Write(_line.WrittenSpan);
        _file.WriteByte((byte)'\n');
    }
}
