using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text.Json;
using Weft.Import.Adapters;

namespace Weft.Import.Tensors;

/// <summary>The tensors of a model: of one file, or of the shards that an index lists.</summary>
internal sealed class WeightFiles : IDisposable
{
    private const string SingleName = "model.safetensors";
    private const string IndexName = "model.safetensors.index.json";
    private readonly ImmutableArray<ITensorFile> _files;
    private readonly Dictionary<string, (ITensorFile File, SafetensorsTensor Tensor)> _byTensor = new(StringComparer.Ordinal);
    private (string Name, float[] Values)? _last;

    private WeightFiles(string path, ImmutableArray<ITensorFile> files)
    {
        this.Path = path;
        _files = files;

        foreach (ITensorFile file in files)
        {
            foreach (SafetensorsTensor tensor in file.Tensors)
            {
                _byTensor[tensor.Name] = (file, tensor);
            }
        }
    }

    /// <summary>The file that says which tensors there are.</summary>
    public string Path { get; }

    /// <summary>What is added to tensors when they are read; null for nothing.</summary>
    public Adapter? Adapter { get; set; }

    /// <summary>The names of all tensors.</summary>
    public IEnumerable<string> Names => _byTensor.Keys;

    /// <summary>Opens the files of a folder and checks their structure.</summary>
    /// <exception cref="ImportException">There are none, or one that the index lists is missing.</exception>
    /// <exception cref="ModelFileException">One is damaged.</exception>
    public static WeightFiles Open(string folder)
    {
        string single = System.IO.Path.Combine(folder, SingleName);
        string index = System.IO.Path.Combine(folder, IndexName);

        return File.Exists(single) ? OpenFile(single)
            : File.Exists(index) ? OpenShards(folder, index)
            : throw new ImportException(folder, $"the folder has neither {SingleName} nor {IndexName}.");
    }

    /// <summary>Opens one file.</summary>
    /// <exception cref="ModelFileException">It is damaged.</exception>
    public static WeightFiles OpenFile(string path) => Of(new SafetensorsSource(SafetensorsFile.Open(path)));

    /// <summary>The tensors of one file of any format.</summary>
    public static WeightFiles Of(ITensorFile file) => new(file.Path, [file]);

    /// <summary>The entry of a tensor, or null.</summary>
    public SafetensorsTensor? Find(string name) => _byTensor.GetValueOrDefault(name).Tensor;

    /// <summary>Reads a tensor. The last one is kept, for one tensor often holds several parameters.</summary>
    public float[] Read(string name)
    {
        if (_last?.Name != name)
        {
            // Not two at a time: they are the largest thing here.
            _last = null;
            float[] values = _byTensor[name].File.ReadSingles(name);
            this.Adapter?.AddTo(name, values);
            _last = (name, values);
        }

        return _last!.Value.Values;
    }

    /// <summary>That something is wrong with a tensor.</summary>
    public ImportException Problem(string name, string problem) =>
        new(_byTensor.GetValueOrDefault(name).File?.Path ?? this.Path, $"tensor '{name}': {problem}");

    /// <inheritdoc/>
    public void Dispose()
    {
        this.Adapter?.Dispose();

        foreach (ITensorFile file in _files)
        {
            file.Dispose();
        }
    }

    private static WeightFiles OpenShards(string folder, string index)
    {
        Dictionary<string, string> shardOf = ReadIndex(index);
        List<ITensorFile> files = [];

        try
        {
            foreach (string shard in shardOf.Values.Distinct().Order(StringComparer.Ordinal))
            {
                string path = System.IO.Path.Combine(folder, shard);
                files.Add(File.Exists(path)
                    ? new SafetensorsSource(SafetensorsFile.Open(path))
                    : throw new ImportException(path, $"the shard is missing; {IndexName} lists it."));
            }

            WeightFiles weights = new(index, [.. files]);

            return shardOf.FirstOrDefault(item => weights.Find(item.Key) is null) is { Key: string name, Value: string file }
                ? throw new ImportException(System.IO.Path.Combine(folder, file), $"tensor '{name}': it is missing; {IndexName} lists it.")
                : weights;
        }
        catch
        {
            files.ForEach(static file => file.Dispose());

            throw;
        }
    }

    private static Dictionary<string, string> ReadIndex(string path)
    {
        try
        {
            using JsonDocument document = JsonText.Parse(File.ReadAllBytes(path));

            return document.RootElement.GetProperty("weight_map").EnumerateObject()
                .ToDictionary(static item => item.Name, static item => ShardName(item.Value));
        }
        catch (Exception exception)
            when (exception is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new ImportException(
                path, "the file is no index: a JSON object with 'weight_map', in which each tensor names its file.", exception);
        }
    }

    // A shard stands beside its index, wherever a downloaded index would like it to stand.
    private static string ShardName(JsonElement value) =>
        value.GetString() is string name && name == System.IO.Path.GetFileName(name) ? name : throw new InvalidOperationException();
}
