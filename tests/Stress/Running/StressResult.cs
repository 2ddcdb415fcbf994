using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;
using Weft.Conformance;

namespace Weft.Stress.Running;

/// <summary>A case that failed.</summary>
/// <param name="Seed">The seed that repeats it.</param>
/// <param name="Detail">What is wrong.</param>
internal sealed record StressFailure(int Seed, string Detail);

/// <summary>What became of all cases of a verb, for who reads no text.</summary>
internal sealed record StressResult
{
    /// <summary>Cases that passed.</summary>
    public required int Passed { get; init; }

    /// <summary>Cases that tell nothing.</summary>
    public required int IllConditioned { get; init; }

    /// <summary>Cases that cannot be run on this machine.</summary>
    public required int Skipped { get; init; }

    /// <summary>Cases that failed.</summary>
    public required IReadOnlyList<StressFailure> Failures { get; init; }

    /// <summary>How long all of them took.</summary>
    public required double Seconds { get; init; }

    /// <summary>The largest error of a case that passed, in tolerances.</summary>
    public required double Worst { get; init; }

    /// <summary>What else was said.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>What was measured.</summary>
    public required IReadOnlyList<(string Name, double Value)> Figures { get; init; }

    /// <summary>The exit code.</summary>
    public int ExitCode => this.Failures.Count == 0 && this.Passed > 0 ? Conformance.ExitCode.Success : Conformance.ExitCode.Failure;

    /// <summary>The same as JSON in UTF-8.</summary>
    public byte[] ToJson(string verb, StressOptions options)
    {
        ArrayBufferWriter<byte> buffer = new();

        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("verb", verb);
            json.WriteNumber("seed", options.Seed);
            json.WriteString("instruction_set", InstructionSetNames.Of(options.InstructionSet));
            json.WriteNumber("passed", this.Passed);
            json.WriteNumber("ill_conditioned", this.IllConditioned);
            json.WriteNumber("skipped", this.Skipped);
            json.WriteNumber("failed", this.Failures.Count);
            json.WriteNumber("seconds", this.Seconds);
            json.WriteNumber("worst", this.Worst);
            json.WriteNumber("exit_code", this.ExitCode);
            this.WriteFigures(json);
            this.WriteFailures(json);
            this.WriteRemarks(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void WriteFigures(Utf8JsonWriter json)
    {
        json.WriteStartObject("figures");

        foreach ((string name, double value) in this.Figures)
        {
            json.WriteNumber(name, value);
        }

        json.WriteEndObject();
    }

    private void WriteFailures(Utf8JsonWriter json)
    {
        json.WriteStartArray("failures");

        foreach (StressFailure failure in this.Failures)
        {
            json.WriteStartObject();
            json.WriteNumber("seed", failure.Seed);
            json.WriteString("detail", failure.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteRemarks(Utf8JsonWriter json)
    {
        json.WriteStartArray("remarks");

        foreach (string remark in this.Remarks)
        {
            json.WriteStringValue(remark);
        }

        json.WriteEndArray();
    }
}
