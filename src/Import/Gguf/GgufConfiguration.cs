using System;
using System.Buffers;
using System.Linq;
using System.Text.Json;
using Weft.Import.Configuration;

namespace Weft.Import.Gguf;

/// <summary>Makes of a file's keys the configuration that its family reads.</summary>
internal static class GgufConfiguration
{
    private const string Embedding = "token_embd.weight";

    // More than any model has of anything that a key counts, and little enough for the product of two to be a long.
    private const int Most = 1 << 26;

    /// <summary>The configuration.</summary>
    /// <exception cref="ImportException">A key is missing, of another type, or has a value that is not supported.</exception>
    public static ConfigurationSection Read(GgufFile file, GgufArchitecture architecture)
    {
        ArrayBufferWriter<byte> buffer = new();

        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            WriteKeys(json, file.Metadata, architecture);
            CheckLayers(file, $"{architecture.Name}.block_count");
            WriteTensors(json, file, architecture);
            WriteHead(json, file.Metadata, architecture);
            GgufRope.Write(json, file, architecture.Name);
            json.WriteEndObject();
        }

        file.Metadata.CheckAllRead(architecture.Name);
        using JsonDocument document = JsonDocument.Parse(buffer.WrittenMemory);

        return new ConfigurationSection(file.Path, prefix: string.Empty, document.RootElement.Clone());
    }

    // Each layer has tensors of its own.
    private static void CheckLayers(GgufFile file, string key)
    {
        if (file.Metadata.Integer(key) > file.Tensors.Count)
        {
            throw file.Metadata.Problem(key, $"is more layers than the file has tensors, which are {file.Tensors.Count}.");
        }
    }

    private static void WriteKeys(Utf8JsonWriter json, GgufMetadata metadata, GgufArchitecture architecture)
    {
        foreach (GgufKey key in architecture.Keys)
        {
            string name = $"{architecture.Name}.{key.Name}";
            int? whole = key.Kind switch
            {
                GgufKeyKind.Whole => metadata.Integer(name),
                GgufKeyKind.OptionalWhole or GgufKeyKind.WholeUnlessZero => metadata.FindInteger(name),
                _ => null,
            };
            float? number = key.Kind switch
            {
                GgufKeyKind.Number => metadata.Number(name),
                GgufKeyKind.OptionalNumber => metadata.FindNumber(name),
                _ => null,
            };

            if (whole > Most || (whole == 0 && key.Kind != GgufKeyKind.WholeUnlessZero))
            {
                throw metadata.Problem(name, $"should be from 1 to {Most}.");
            }

            if (whole is int size && (size != 0 || key.Kind != GgufKeyKind.WholeUnlessZero))
            {
                json.WriteNumber(key.Key, size);
            }
            else if (number is float fraction)
            {
                json.WriteNumber(key.Key, fraction);
            }
        }
    }

    // What files say by the tensors that they have.
    private static void WriteTensors(Utf8JsonWriter json, GgufFile file, GgufArchitecture architecture)
    {
        SafetensorsTensor embedding = file.Tensors.FirstOrDefault(static tensor => tensor.Name == Embedding)
            ?? throw new ImportException(file.Path, $"tensor '{Embedding}': it is missing.");
        json.WriteNumber("vocab_size", embedding.Shape[0]);
        json.WriteBoolean("tie_word_embeddings", !Has(file, "output.weight"));

        foreach ((string key, string tensor) in architecture.Presences)
        {
            json.WriteBoolean(key, Has(file, tensor));
        }
    }

    private static bool Has(GgufFile file, string name) => file.Tensors.Any(tensor => tensor.Name == name);

    // The columns of a head that rope turns, and what scores are divided by.
    private static void WriteHead(Utf8JsonWriter json, GgufMetadata metadata, GgufArchitecture architecture)
    {
        string prefix = $"{architecture.Name}.";
        int size = metadata.Integer($"{prefix}embedding_length");
        int heads = metadata.Integer($"{prefix}attention.head_count");
        int columns = metadata.FindInteger($"{prefix}attention.key_length") ?? size / heads;

        if ((long)heads * columns > Most || columns == 0)
        {
            throw metadata.Problem($"{prefix}attention.head_count", $"does not fit heads of {columns} columns.");
        }

        if ((metadata.FindInteger($"{prefix}attention.value_length") ?? columns) != columns)
        {
            throw metadata.Unsupported($"{prefix}attention.value_length");
        }

        if (metadata.FindInteger($"{prefix}rope.dimension_count") is int turned && turned != columns)
        {
            json.WriteNumber("partial_rotary_factor", (float)turned / columns);
        }

        if (architecture.LayersOfWideScores is int layers)
        {
            bool isWide = metadata.Integer($"{prefix}block_count") == layers;
            json.WriteNumber("query_pre_attn_scalar", isWide ? size / heads : columns);
        }
    }
}
