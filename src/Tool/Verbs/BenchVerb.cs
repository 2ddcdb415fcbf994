using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Text.Json;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;
using Weft.Tool.Arguments;
using Weft.Tool.Compilation;
using Weft.Tool.Inspection;
using Weft.Tool.Measuring;
using Weft.Tool.Running;

namespace Weft.Tool.Verbs;

/// <summary>weft bench: how fast a model is on this machine.</summary>
internal sealed class BenchVerb : Verb
{
    private const double UsualSeconds = 2;
    private readonly Operands _spec = new("one spec file is needed", least: 1, most: 1, ("SPEC", "the model's YAML file"));
    private readonly WholeOption _threads = new("--threads", "threads to run on", least: 1, Workers.MaximumCount, "one for each processor");
    private readonly NumberOption _seconds = new("--seconds", "how long each use is measured, 0 or more (2); half of it goes ahead");
    private readonly FlagOption _json = new("--json", "the same as one JSON object");

    /// <summary>Describes the verb.</summary>
    public BenchVerb()
        : base("bench", "tokens per second of a model on this machine") => this.Expect(_spec, _threads, _seconds, _json);

    /// <inheritdoc/>
    public override string Explanation =>
        """
        Compiles a model in memory, gives it random parameters, and measures what it is for: training steps as large as the
        specification says, AdamW included; a prompt, or what an encoder reads, of max_length or 512 tokens; writing a text
        of that length token by token; and where inference: { sequences } has more slots, a text in each of them. Each is the median
        of as many goes as the time allows. Floating-point operations are counted as weft inspect counts them.
        """;

    /// <inheritdoc/>
    public override ImmutableArray<string> Examples =>
    [
        "weft bench models/shakespeare.yaml",
        "weft bench models/shakespeare.yaml --threads 1 --seconds 10",
    ];

    /// <inheritdoc/>
    protected override int Run(ParseResult command, TextWriter output)
    {
        string path = _spec.Take(command)[0];
        (ModelSpecification specification, ModelProgram program, ModelBuild build) = SpecificationCompiler.Compile(path);
        RunnableModel model = InMemoryCompiler.Compile(build.Sources, specification.FullName);
        using Workers workers = new(_threads.Find(command) ?? 0);
        Pace[] paces = [.. new ModelMeasurement(model, program, workers, command.GetValue(_seconds) ?? UsualSeconds).Run()];

        if (command.GetValue(_json))
        {
            JsonText.Write(output, json => WriteJson(json, path, model.Shape, workers.Count, paces));
        }
        else
        {
            WriteText(output, model.Shape, workers.Count, paces);
        }

        return CommandLine.Success;
    }

    private static void WriteText(TextWriter output, ModelDescription model, int threads, IEnumerable<Pace> paces)
    {
        string count = threads == 1 ? "1 thread" : Format(threads, "N0") + " threads";
        output.WriteLine($"{model.Name}, {Format(model.ParameterCount, "N0")} parameters, {count}");
        output.WriteLine();
        TextTable table = new();
        table.Add(string.Empty, "sequences", "length", "tokens/s", "GFLOP/s");

        foreach (Pace pace in paces)
        {
            table.Add(
                pace.Name, Format(pace.Sequences, "N0"), Format(pace.Length, "N0"), Format(pace.TokensPerSecond, "N0"),
                Format(pace.Gigaflops, "N1"));
        }

        table.Write(output);
    }

    private static void WriteJson(Utf8JsonWriter json, string path, ModelDescription model, int threads, IEnumerable<Pace> paces)
    {
        json.WriteString("file", path);
        json.WriteString("model", model.Name);
        json.WriteNumber("parameters", model.ParameterCount);
        json.WriteNumber("threads", threads);
        json.WriteStartArray("measurements");

        foreach (Pace pace in paces)
        {
            json.WriteStartObject();
            json.WriteString("name", pace.Name);
            json.WriteNumber("sequences", pace.Sequences);
            json.WriteNumber("length", pace.Length);
            json.WriteNumber("seconds", pace.Seconds);
            json.WriteNumber("tokensPerSecond", pace.TokensPerSecond);
            json.WriteNumber("operationsPerToken", pace.OperationsPerToken);
            json.WriteNumber("gigaflops", pace.Gigaflops);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Format(IFormattable number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
