using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Text.Json;

namespace Weft;

/// <summary>Reads the JSON header of a safetensors file. Whatever is wrong with it is a <see cref="ModelFileException"/>.</summary>
internal ref struct SafetensorsHeader
{
    private readonly string _path;
    private readonly Dictionary<string, string> _metadata = [];
    private readonly List<SafetensorsTensor> _tensors = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private Utf8JsonReader _reader;

    private SafetensorsHeader(string path, ReadOnlySpan<byte> json)
    {
        _path = path;
        _reader = new Utf8JsonReader(json);
    }

    /// <summary>The metadata and the tensors of a header, the tensors by name and not yet checked against one another.</summary>
    public static (Dictionary<string, string> Metadata, List<SafetensorsTensor> Tensors) Parse(string path, ReadOnlySpan<byte> json)
    {
        SafetensorsHeader header = new(path, json);

        try
        {
            header.ReadEntries();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The reader reports invalid UTF-8 inside a string as an invalid operation.
            throw new ModelFileException(path, $"the header is not valid JSON: {exception.Message}", innerException: exception);
        }

        return (header._metadata, header._tensors);
    }

    private void ReadEntries()
    {
        this.Expect(JsonTokenType.StartObject, "the header must be a JSON object");

        while (this.NextName(out string name))
        {
            if (!_names.Add(name))
            {
                throw this.Problem("it stands in the header twice.", name);
            }

            if (name == "__metadata__")
            {
                this.ReadMetadata();
            }
            else
            {
                this.ReadTensor(name);
            }
        }

        if (_reader.Read())
        {
            throw this.Problem("the header goes on after its JSON object.");
        }
    }

    private void ReadMetadata()
    {
        this.Expect(JsonTokenType.StartObject, "__metadata__ must be an object");

        while (this.NextName(out string name))
        {
            this.Expect(JsonTokenType.String, $"the metadata '{name}' must be a string");

            if (!_metadata.TryAdd(name, _reader.GetString()!))
            {
                throw this.Problem($"the metadata '{name}' stands in the header twice.");
            }
        }
    }

    private void ReadTensor(string name)
    {
        SafetensorsType? type = null;
        ImmutableArray<long>? shape = null;
        ImmutableArray<long>? offsets = null;
        this.Expect(JsonTokenType.StartObject, "its entry must be an object", name);

        while (this.NextName(out string key))
        {
            switch (key)
            {
                case "dtype" when type is null:
                    type = this.ReadType(name);
                    break;
                case "shape" when shape is null:
                    shape = this.ReadNumbers("shape", name);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = this.ReadNumbers("data_offsets", name);
                    break;
                default:
                    throw this.Problem($"its entry has an unknown or repeated key '{key}'.", name);
            }
        }

        if (type is null || shape is null || offsets is not { Length: 2 })
        {
            throw this.Problem("its entry needs dtype, shape and two data_offsets.", name);
        }

        this.AddTensor(name, type.Value, shape.Value, offsets.Value[0], offsets.Value[1]);
    }

    private readonly void AddTensor(string name, SafetensorsType type, ImmutableArray<long> shape, long start, long end)
    {
        long count = 1;
        long bytes;

        try
        {
            foreach (long dimension in shape)
            {
                count = checked(count * dimension);
            }

            bytes = checked(count * type.Size());
        }
        catch (OverflowException exception)
        {
            throw new ModelFileException(_path, $"the shape [{string.Join(", ", shape)}] is too large.", name, exception);
        }

        if (end < start || end - start != bytes)
        {
            throw this.Problem(
                $"the shape [{string.Join(", ", shape)}] of {type.Text()} takes {bytes} bytes; " +
                $"the data offsets {start} and {end} do not fit.",
                name);
        }

        _tensors.Add(new SafetensorsTensor { Name = name, Type = type, Shape = shape, Start = start, Count = count });
    }

    private SafetensorsType ReadType(string name)
    {
        this.Expect(JsonTokenType.String, "dtype must be a string", name);
        string text = _reader.GetString()!;

        return SafetensorsTypes.TryParse(text, out SafetensorsType type)
            ? type
            : throw this.Problem($"the dtype '{text}' is unknown.", name);
    }

    private ImmutableArray<long> ReadNumbers(string key, string name)
    {
        this.Expect(JsonTokenType.StartArray, $"{key} must be an array", name);
        ImmutableArray<long>.Builder numbers = ImmutableArray.CreateBuilder<long>();

        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetInt64(out long number) || number < 0)
            {
                throw this.Problem($"{key} must hold whole numbers that are not negative.", name);
            }

            numbers.Add(number);
        }

        return numbers.ToImmutable();
    }

    private bool NextName(out string name)
    {
        _ = _reader.Read();
        name = _reader.TokenType == JsonTokenType.PropertyName ? _reader.GetString()! : string.Empty;

        return _reader.TokenType == JsonTokenType.PropertyName;
    }

    private void Expect(JsonTokenType type, string problem, string? name = null)
    {
        if (!_reader.Read() || _reader.TokenType != type)
        {
            throw this.Problem($"{problem}.", name);
        }
    }

    private readonly ModelFileException Problem(string problem, string? name = null) => new(_path, problem, name);
}
