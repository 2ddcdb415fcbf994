using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Weft.Tool.Inspection;

/// <summary>An inspection as one JSON object for machines.</summary>
internal static class InspectionJson
{
    /// <summary>Writes the object and a line's end.</summary>
    public static void Write(TextWriter writer, ModelInspection model) => JsonText.Write(writer, json =>
    {
        json.WriteString("file", model.Path);
        json.WriteString("model", model.Model);
        json.WriteString("architecture", model.Architecture);
        json.WriteString("specification", model.Specification);
        WriteParameters(json, model.Parameters, model.IsTied);
        WriteMemory(json, model.Memory);
        WriteOperations(json, model);
        WriteFiles(json, model.Files);
        WriteKernels(json, model.Kernels);
    });

    private static void WriteParameters(Utf8JsonWriter json, ParameterCounts parameters, bool isTied)
    {
        json.WriteStartObject("parameters");
        json.WriteNumber("embeddings", parameters.Embeddings);
        json.WriteNumber("encoder", parameters.Encoder);
        json.WriteNumber("decoder", parameters.Decoder);
        json.WriteNumber("output", parameters.Output);
        json.WriteNumber("total", parameters.Total);
        json.WriteBoolean("tied", isTied);
        json.WriteEndObject();
    }

    private static void WriteMemory(Utf8JsonWriter json, IEnumerable<MemorySizes> memory)
    {
        json.WriteStartObject("bytes");

        foreach (MemorySizes sizes in memory)
        {
            json.WriteStartObject(sizes.Use);

            foreach ((string name, long bytes) in sizes.Arenas)
            {
                json.WriteNumber(CamelCase(name), bytes);
            }

            json.WriteEndObject();
        }

        WriteMoments(json, memory.SelectMany(static sizes => sizes.Moments));
        WriteOptions(json, memory.SelectMany(static sizes => sizes.Options));

        json.WriteEndObject();
    }

    // Both moments of AdamW, where they are kept in fewer bits.
    private static void WriteMoments(Utf8JsonWriter json, IEnumerable<(MomentStorage Storage, long Bytes)> moments)
    {
        json.WriteStartObject("storedMoments");

        foreach ((MomentStorage storage, long bytes) in moments)
        {
            json.WriteNumber(storage.ToString().ToLowerInvariant(), bytes);
        }

        json.WriteEndObject();
    }

    // What options of a trainer add, which no specification tells.
    private static void WriteOptions(Utf8JsonWriter json, IEnumerable<(string Name, long Bytes)> options)
    {
        json.WriteStartObject("trainerOptions");

        foreach ((string name, long bytes) in options)
        {
            json.WriteNumber(char.ToLowerInvariant(name[0]) + name[1..], bytes);
        }

        json.WriteEndObject();
    }

    private static void WriteOperations(Utf8JsonWriter json, ModelInspection model)
    {
        json.WriteStartObject("operations");

        foreach (OperationCounts counts in model.Operations)
        {
            json.WriteStartObject(counts.Use);
            json.WriteNumber("length", counts.Length);

            foreach (SideOperations side in counts.Sides)
            {
                json.WriteStartObject(side.Name);
                json.WriteNumber("products", side.Products);
                json.WriteNumber("attention", side.Attention);
                json.WriteEndObject();
            }

            json.WriteNumber("total", counts.Total);
            json.WriteEndObject();
        }

        json.WriteNumber("customary", 6 * model.Parameters.Total);
        json.WriteEndObject();
    }

    private static void WriteFiles(Utf8JsonWriter json, IEnumerable<(string Name, int Bytes)> files)
    {
        json.WriteStartArray("files");

        foreach ((string name, int bytes) in files)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteNumber("bytes", bytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteKernels(Utf8JsonWriter json, IEnumerable<KernelUse> kernels)
    {
        json.WriteStartArray("kernels");

        foreach (KernelUse kernel in kernels)
        {
            json.WriteStartObject();
            json.WriteString("family", kernel.Family);
            json.WriteString("name", kernel.Name);
            json.WriteStartArray("instructionSets");

            foreach (string set in kernel.InstructionSets)
            {
                json.WriteStringValue(set);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // first moment -> firstMoment
    private static string CamelCase(string name) => string.Concat(name.Split(' ').Select(static (word, index) =>
        index == 0 ? word : char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..]));
}
