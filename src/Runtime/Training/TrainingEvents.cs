using System;
using System.Buffers.Binary;
using System.Globalization;
using System.IO;
using System.Numerics;
using System.Threading;

namespace Weft;

/// <summary>
/// A run as TensorBoard reads it: a file of records in a folder, each a message of TensorFlow's event.proto (tensorflow/core/util) between
/// its length and checks of both (record_writer.h, tensorflow/core/lib/io). Every run has a file of its own; TensorBoard joins those of a
/// folder. A step is written without allocating.
/// </summary>
internal sealed class TrainingEvents : IDisposable
{
    // What a reader asks of the first record.
    private const string Version = "brain.Event:2";

    // The checks are turned and moved, for those of data that hold checks themselves are no good ones.
    private const uint CheckMove = 0xA282EAD8;

    private static int _files;

    private readonly ProtobufMessage _event = new();
    private readonly ProtobufMessage _summary = new();
    private readonly ProtobufMessage _value = new();
    private readonly FileStream _file;

    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be made.</exception>
    public TrainingEvents(string folder)
    {
        _ = Directory.CreateDirectory(folder);
        string time = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString("D10", CultureInfo.InvariantCulture);
        string process = string.Create(
            CultureInfo.InvariantCulture, $"{Environment.MachineName}.{Environment.ProcessId}.{Interlocked.Increment(ref _files)}");
        string path = Path.Combine(folder, $"events.out.tfevents.{time}.{process}");
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        this.Write(this.Begin(step: 0).Add(Field.FileVersion, Version));
    }

    public void Write(TrainingStep step)
    {
        _ = _summary.Clear();
        this.AddNumber("loss/training"u8, step.Loss);
        this.AddNumber("learning_rate"u8, step.LearningRate);
        this.AddNumber("gradient_norm"u8, step.GradientNorm);
        this.AddNumber("tokens_per_second"u8, step.Tokens / step.Elapsed.TotalSeconds);
        this.WriteSummary(step.Step);
    }

    public void WriteValidation(long step, double loss)
    {
        _ = _summary.Clear();
        this.AddNumber("loss/validation"u8, loss);
        this.WriteSummary(step);
    }

    /// <summary>A text is shown as Markdown: its lines stay as they are where each is indented.</summary>
    public void WriteSample(long step, string text)
    {
        ProtobufMessage plugin = new ProtobufMessage().Add(Field.PluginName, "text");
        ProtobufMessage shape = new ProtobufMessage().Add(Field.Dimension, new ProtobufMessage().Add(Field.Size, 1));
        ProtobufMessage tensor = new ProtobufMessage().Add(Field.Type, Field.StringType).Add(Field.Shape, shape)
            .Add(Field.Strings, $"    {text.ReplaceLineEndings("\n    ")}");
        _ = _value.Clear().Add(Field.Tag, "sample"u8).Add(Field.Tensor, tensor)
            .Add(Field.Metadata, new ProtobufMessage().Add(Field.Plugin, plugin));
        _ = _summary.Clear().Add(Field.Value, _value);
        this.WriteSummary(step);
    }

    /// <summary>Hands the records so far to the file.</summary>
    public void Flush() => _file.Flush();

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void AddNumber(ReadOnlySpan<byte> tag, double value) =>
        _ = _summary.Add(Field.Value, _value.Clear().Add(Field.Tag, tag).Add(Field.Number, (float)value));

    private void WriteSummary(long step) => this.Write(this.Begin(step).Add(Field.Summary, _summary));

    private ProtobufMessage Begin(long step) => _event.Clear()
        .Add(Field.WallTime, (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds).Add(Field.Step, step);

    private void Write(ProtobufMessage message)
    {
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)message.Bytes.Length);
        _file.Write(length);
        this.WriteCheck(length);
        _file.Write(message.Bytes);
        this.WriteCheck(message.Bytes);
    }

    private void WriteCheck(ReadOnlySpan<byte> bytes)
    {
        Crc32C check = new();
        check.Append(bytes);
        Span<byte> written = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(written, unchecked(BitOperations.RotateRight(check.Value, 15) + CheckMove));
        _file.Write(written);
    }

    // Numbers of fields in event.proto, summary.proto, tensor.proto and tensor_shape.proto.
    private static class Field
    {
        public const int WallTime = 1;
        public const int Step = 2;
        public const int FileVersion = 3;
        public const int Summary = 5;

        public const int Value = 1;
        public const int Tag = 1;
        public const int Number = 2;
        public const int Tensor = 8;
        public const int Metadata = 9;
        public const int Plugin = 1;
        public const int PluginName = 1;

        public const int Type = 1;
        public const long StringType = 7;
        public const int Shape = 2;
        public const int Strings = 8;
        public const int Dimension = 2;
        public const int Size = 1;
    }
}
