using System;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace Weft.Samples.Tests;

/// <summary>A test that is skipped where ONNX Runtime has no native library that this machine can load.</summary>
public sealed class OnnxRuntimeFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Problem = new(FindProblem);

    public OnnxRuntimeFactAttribute() => this.Skip = Problem.Value;

    private static string? FindProblem()
    {
        try
        {
            _ = OrtEnv.Instance();

            return null;
        }
        catch (Exception exception) when (exception is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException or BadImageFormatException)
        {
            return $"ONNX Runtime does not load here: {exception.GetBaseException().Message}";
        }
    }
}
