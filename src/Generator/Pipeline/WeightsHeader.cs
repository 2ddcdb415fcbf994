using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Weft.Generator.Shared;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Weft.Generator.Pipeline;

/// <summary>What a file of weights says of itself: the tensors and the texts of its header.</summary>
/// <param name="Specification">The path of the spec that it is for.</param>
/// <param name="Path">The file.</param>
/// <param name="Tensors">Name and shape of every tensor.</param>
/// <param name="Texts">Name and value of every text.</param>
/// <param name="Problem">Why it cannot be read; null where it can.</param>
internal sealed record WeightsHeader(
    string Specification,
    string Path,
    EquatableArray<StoredTensor> Tensors,
    EquatableArray<(string Name, string Text)> Texts,
    string? Problem)
{
    private const int LargestHeader = 100_000_000;

    /// <summary>Reads the header of the weights of a spec; nothing where there are none, or where the build files miss them.</summary>
    public static ImmutableArray<WeightsHeader> Of(ParsedFile file, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // A generator reads what the compiler hands it, which knows texts only: of this file it gets the path, and the time as the version.
#pragma warning disable RS1035
        if (file.Weights is not EmbeddedWeights weights || !File.Exists(weights.Path))
        {
            return ImmutableArray<WeightsHeader>.Empty;
        }

        try
        {
            using FileStream stream = File.OpenRead(weights.Path);
#pragma warning restore RS1035

            return [Parse(file.Path, weights.Path, stream)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or YamlException or InvalidCastException
            or InvalidOperationException or ArgumentException or FormatException or KeyNotFoundException or OverflowException)
        {
            return [new(file.Path, weights.Path, EquatableArray<StoredTensor>.Empty, EquatableArray<(string, string)>.Empty,
                "it is no safetensors file, or a damaged one")];
        }
    }

    private static WeightsHeader Parse(string specification, string path, FileStream stream)
    {
        using BinaryReader reader = new(stream);
        ulong length = reader.ReadUInt64();

        if (length > LargestHeader)
        {
            throw new InvalidOperationException("No header is as long.");
        }

        byte[] header = reader.ReadBytes((int)length);
        YamlStream json = new();
        json.Load(new StringReader(Encoding.UTF8.GetString(header)));
        YamlMappingNode entries = (YamlMappingNode)json.Documents[0].RootNode;
        ILookup<bool, KeyValuePair<YamlNode, YamlNode>> kinds = entries.ToLookup(static entry => TextOf(entry.Key) == "__metadata__");
        ImmutableArray<StoredTensor> tensors = kinds[false].Select(static entry => TensorOf(entry)).ToImmutableArray();
        long end = sizeof(ulong) + (long)length + tensors.Select(static tensor => tensor.End).DefaultIfEmpty().Max();

        return new WeightsHeader(
            specification,
            path,
            tensors,
            kinds[true].SelectMany(static entry => (YamlMappingNode)entry.Value)
                .Select(static text => (TextOf(text.Key), TextOf(text.Value))).ToImmutableArray(),
            end == stream.Length ? null : $"it has {stream.Length} bytes, and its header announces {end}");
    }

    private static StoredTensor TensorOf(KeyValuePair<YamlNode, YamlNode> entry)
    {
        YamlMappingNode values = (YamlMappingNode)entry.Value;

        return new StoredTensor(
            TextOf(entry.Key),
            $"[{string.Join(", ", ((YamlSequenceNode)values["shape"]).Select(TextOf))}]",
            long.Parse(TextOf(((YamlSequenceNode)values["data_offsets"])[1])));
    }

    private static string TextOf(YamlNode node) => ((YamlScalarNode)node).Value!;
}

/// <summary>A tensor of a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its shape: <c>[65, 128]</c>.</param>
/// <param name="End">The byte behind it, from the end of the header.</param>
internal sealed record StoredTensor(string Name, string Shape, long End);
