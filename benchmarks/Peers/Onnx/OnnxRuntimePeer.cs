using System;
using Weft.Benchmarks.Measuring;
using Weft.Generator.Specification;

namespace Weft.Benchmarks.Peers.Onnx;

/// <summary>ONNX Runtime with a file that is written from a model's own parameters.</summary>
internal static class OnnxRuntimePeer
{
    /// <summary>Starts a session; the peer is absent where the native library does not load.</summary>
    public static Contender Create(TransformerModel model, ModelSpecification specification, int[] tokens, int threads)
    {
        (byte[] file, string output) = OnnxGpt.Write(model, specification, tokens.Length);

        try
        {
            return new OnnxRuntimeContender(file, output, tokens, specification.Outputs, threads);
        }
        catch (Exception exception) when (exception is TypeInitializationException or DllNotFoundException)
        {
            return new AbsentContender("ONNX Runtime", "its native library, in the package Microsoft.ML.OnnxRuntime, does not load here");
        }
    }
}
