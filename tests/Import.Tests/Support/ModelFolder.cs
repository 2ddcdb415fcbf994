using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Weft.Import.Tests;

/// <summary>A folder as transformers saves one, written by a test; it is gone afterwards.</summary>
internal sealed class ModelFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-");
    private readonly Dictionary<string, (long[] Shape, float[] Values)> _tensors = new(StringComparer.Ordinal);

    /// <summary>Its path.</summary>
    public string Path => _folder.FullName;

    /// <summary>The path of a file in it.</summary>
    public string this[string name] => System.IO.Path.Combine(_folder.FullName, name);

    /// <summary>The configuration: the inside of a JSON mapping.</summary>
    public string Configuration { get; set; } = string.Empty;

    /// <summary>The type that its tensors have.</summary>
    public SafetensorsType Type { get; set; } = SafetensorsType.F32;

    /// <summary>Adds tensors whose elements are numbered, each tensor from a number of its own.</summary>
    public ModelFolder Add(params ReadOnlySpan<(string Name, long[] Shape)> tensors)
    {
        foreach ((string name, long[] shape) in tensors)
        {
            int count = (int)shape.Aggregate(static (product, size) => product * size);
            int first = 1000 * _tensors.Count;
            _tensors[name] = (shape, [.. Enumerable.Range(first, count).Select(static value => (float)value)]);
        }

        return this;
    }

    /// <summary>Adds a tensor where something is not so.</summary>
    public ModelFolder AddUnless(bool condition, (string Name, long[] Shape) tensor) => condition ? this : this.Add(tensor);

    /// <summary>Gives all tensors other elements, from -1 to 1 and the same each time.</summary>
    public ModelFolder Shuffle()
    {
        Random random = new(1);

        foreach ((string name, (long[] shape, float[] values)) in _tensors.ToArray())
        {
            _tensors[name] = (shape, [.. values.Select(_ => (2 * random.NextSingle()) - 1)]);
        }

        return this;
    }

    /// <summary>Takes a tensor out.</summary>
    public ModelFolder Remove(string name)
    {
        _ = _tensors.Remove(name);

        return this;
    }

    /// <summary>Puts something before the names of some tensors, or takes it away.</summary>
    public ModelFolder Rename(Func<string, string> rename)
    {
        foreach ((string name, (long[], float[]) tensor) in _tensors.ToArray())
        {
            _ = _tensors.Remove(name);
            _tensors[rename(name)] = tensor;
        }

        return this;
    }

    /// <summary>The elements of a tensor.</summary>
    public float[] Values(string name) => _tensors[name].Values;

    /// <summary>Writes config.json and model.safetensors.</summary>
    public ModelFolder Save()
    {
        File.WriteAllText(this["config.json"], $"{{{this.Configuration}}}");
        this.SaveTensors("model.safetensors", _tensors.Keys);

        return this;
    }

    /// <summary>Writes config.json and two shards with an index.</summary>
    public ModelFolder SaveShards()
    {
        File.WriteAllText(this["config.json"], $"{{{this.Configuration}}}");
        string[] names = [.. _tensors.Keys];
        this.SaveTensors("model-00001-of-00002.safetensors", names[..3]);
        this.SaveTensors("model-00002-of-00002.safetensors", names[3..]);
        IEnumerable<string> entries = names.Select(static (name, index) => $"\"{name}\": \"model-0000{(index < 3 ? 1 : 2)}-of-00002.safetensors\"");
        File.WriteAllText(this["model.safetensors.index.json"], $"{{\"metadata\": {{}}, \"weight_map\": {{{string.Join(", ", entries)}}}}}");

        return this;
    }

    /// <summary>Imports the folder and reads a parameter of what was written.</summary>
    public float[] Import(string parameter)
    {
        using ImportedModel model = ModelImport.Open(this.Path, "Tiny");
        model.SaveParameters(this["imported"]);
        using SafetensorsFile file = SafetensorsFile.Open(this["imported"]);

        return file.ReadSingles(parameter);
    }

    /// <summary>The specification without its comment.</summary>
    public string Specification() => SpecificationOf(this.Path);

    /// <summary>The specification of a folder or a file, without its comment.</summary>
    public static string SpecificationOf(string path)
    {
        using ImportedModel model = ModelImport.Open(path, "Tiny");
        string text = model.SpecificationText;

        return text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..];
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void SaveTensors(string file, IEnumerable<string> names)
    {
        SafetensorsWriter writer = new();

        foreach (string name in names)
        {
            (long[] shape, float[] values) = _tensors[name];
            writer.Add(name, this.Type, shape, (first, block) =>
            {
                for (int index = 0; index < block.Length; index++)
                {
                    block[index] = values[first + index];
                }
            });
        }

        writer.Save(this[file]);
    }
}
