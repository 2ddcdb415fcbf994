using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Weft.Import.Tensors;

namespace Weft.Import.Llama2C;

/// <summary>
/// The tensors of a checkpoint of llama2.c, which are singles one after another in a fixed order, each kind for all layers. Their names
/// here are those of the compiled model.
/// </summary>
internal sealed class Llama2CFile : ITensorFile
{
    /// <summary>The parameters of a layer, in the order of the file.</summary>
    public static readonly ImmutableArray<string> LayerParameters =
    [
        "self_attention_norm", "self_attention.query", "self_attention.key", "self_attention.value", "self_attention.output",
        "feed_forward_norm", "feed_forward.gate", "feed_forward.down", "feed_forward.up",
    ];

    private readonly FileStream _stream;
    private readonly Dictionary<string, SafetensorsTensor> _byName;

    private Llama2CFile(string path, FileStream stream, Llama2CHeader header, IReadOnlyList<SafetensorsTensor> tensors)
    {
        this.Path = path;
        this.Header = header;
        this.Tensors = tensors;
        _stream = stream;
        _byName = tensors.ToDictionary(static tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <summary>The sizes.</summary>
    public Llama2CHeader Header { get; }

    /// <inheritdoc/>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>Opens a checkpoint, and checks that it is as long as its sizes say.</summary>
    /// <exception cref="ImportException">It is not.</exception>
    public static Llama2CFile Open(string path)
    {
        FileStream stream = File.OpenRead(path);

        try
        {
            Llama2CHeader header = Llama2CHeader.Read(path, stream);
            CheckLayers(header, path, stream.Length);
            SafetensorsTensor[] tensors = [.. Place(header, out long end)];

            return stream.Length == end
                ? new Llama2CFile(path, stream, header, tensors)
                : throw new ImportException(path, $"the file has {stream.Length} bytes; its sizes ask for {end}.");
        }
        catch
        {
            stream.Dispose();

            throw;
        }
    }

    /// <inheritdoc/>
    public float[] ReadSingles(string name)
    {
        float[] values = new float[_byName[name].Count];
        _stream.Position = _byName[name].Start;
        _stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));

        return values;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    // Before there is a tensor for each of as many layers as a damaged number says.
    private static void CheckLayers(Llama2CHeader header, string path, long bytes)
    {
        long bytesOfLayer = sizeof(float) * LayerParameters.Sum(name => Count(ShapeOf(name, header)));

        if (header.Layers > bytes / bytesOfLayer)
        {
            throw new ImportException(
                path, $"the file has {bytes} bytes; its sizes ask for {header.Layers} layers of {bytesOfLayer} bytes.");
        }
    }

    private static long Count(ImmutableArray<long> shape) => shape.Aggregate(1L, static (product, size) => product * size);

    private static IEnumerable<SafetensorsTensor> Place(Llama2CHeader header, out long end)
    {
        List<SafetensorsTensor> tensors = [];
        long start = Llama2CHeader.Size;

        foreach ((string name, ImmutableArray<long> shape) in Layout(header))
        {
            long count = Count(shape);
            tensors.Add(new SafetensorsTensor { Name = name, Type = SafetensorsType.F32, Shape = shape, Start = start, Count = count });
            start += count * sizeof(float);
        }

        end = start;

        return tensors.Where(static tensor => tensor.Name.Length > 0);
    }

    // Without a name: tables of cosines and sines, which old versions read.
    private static IEnumerable<(string Name, ImmutableArray<long> Shape)> Layout(Llama2CHeader header)
    {
        long size = header.ModelSize;

        return
        [
            ("decoder.token_embedding.weight", [header.Vocabulary, size]),
            .. from name in LayerParameters
               from layer in Enumerable.Range(0, header.Layers)
               select ($"decoder.layers.{layer}.{name}.weight", ShapeOf(name, header)),
            ("decoder.final_norm.weight", [size]),
            (string.Empty, [header.MaxLength, header.HeadSize]),
            .. header.IsTied ? ((string, ImmutableArray<long>)[])[] : [("output.weight", [header.Vocabulary, size])],
        ];
    }

    private static ImmutableArray<long> ShapeOf(string name, Llama2CHeader header) => name switch
    {
        "self_attention.key" or "self_attention.value" => [header.KeySize, header.ModelSize],
        "feed_forward.gate" or "feed_forward.up" => [header.FeedForwardSize, header.ModelSize],
        "feed_forward.down" => [header.ModelSize, header.FeedForwardSize],
        _ when name.EndsWith("_norm", StringComparison.Ordinal) => [header.ModelSize],
        _ => [header.ModelSize, header.ModelSize],
    };
}
