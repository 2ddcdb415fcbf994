using System;
using System.Diagnostics;
using System.Linq;
using Microsoft.ML.OnnxRuntime;
using Weft.Benchmarks.Measuring;

namespace Weft.Benchmarks.Peers.Onnx;

/// <summary>ONNX Runtime running a file over tokens, in this process; inputs and outputs stay where they are.</summary>
internal sealed class OnnxRuntimeContender : Contender
{
    private static readonly string[] InputNames = [OnnxGpt.Tokens];
    private readonly SessionOptions _options;
    private readonly Microsoft.ML.OnnxRuntime.InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly float[] _output;
    private readonly OrtValue[] _inputs;
    private readonly OrtValue[] _outputs;
    private readonly string[] _outputNames;

    /// <param name="file">The model.</param>
    /// <param name="outputName">Its output, [1, tokens, outputs].</param>
    /// <param name="tokens">The input.</param>
    /// <param name="outputs">Columns of the output.</param>
    /// <param name="threads">Threads to run on.</param>
    public OnnxRuntimeContender(byte[] file, string outputName, int[] tokens, int outputs, int threads)
        : base($"ONNX Runtime {OrtEnv.Instance().GetVersionString()}")
    {
        _options = new SessionOptions
        {
            IntraOpNumThreads = threads, InterOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        _session = new Microsoft.ML.OnnxRuntime.InferenceSession(file, _options);
        _output = new float[tokens.Length * outputs];
        _inputs = [OrtValue.CreateTensorValueFromMemory(tokens.Select(static token => (long)token).ToArray(), [1, tokens.Length])];
        _outputs = [OrtValue.CreateTensorValueFromMemory(_output, [1, tokens.Length, outputs])];
        _outputNames = [outputName];
    }

    /// <summary>What the last run computed.</summary>
    public ReadOnlySpan<float> Output => _output;

    /// <inheritdoc/>
    public override double Measure(int iterations)
    {
        long start = Stopwatch.GetTimestamp();

        for (int i = 0; i < iterations; i++)
        {
            _session.Run(_run, InputNames, _inputs, _outputNames, _outputs);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _inputs[0].Dispose();
        _outputs[0].Dispose();
        _run.Dispose();
        _session.Dispose();
        _options.Dispose();
    }
}
