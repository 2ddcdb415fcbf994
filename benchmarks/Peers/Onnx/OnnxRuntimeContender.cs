using System;
using System.Collections.Generic;
using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Weft.Benchmarks.Measuring;

namespace Weft.Benchmarks.Peers.Onnx;

/// <summary>ONNX Runtime running a file in this process; inputs and output stay where they are.</summary>
internal sealed class OnnxRuntimeContender : Contender
{
    private readonly SessionOptions _options;
    private readonly Microsoft.ML.OnnxRuntime.InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly float[] _output;
    private readonly string[] _inputNames;
    private readonly OrtValue[] _inputs;
    private readonly string[] _outputNames;
    private readonly OrtValue[] _outputs;

    /// <param name="file">The model.</param>
    /// <param name="inputNames">Its inputs.</param>
    /// <param name="inputs">Their values, disposed with the contender.</param>
    /// <param name="outputName">Its output, of floats.</param>
    /// <param name="outputShape">The output's shape.</param>
    /// <param name="threads">Threads to run on.</param>
    /// <param name="spins">Whether threads spin where they wait, the default, which needs a machine at rest; else they sleep.</param>
    public OnnxRuntimeContender(
        byte[] file, IReadOnlyList<string> inputNames, IReadOnlyList<OrtValue> inputs, string outputName, long[] outputShape, int threads, bool spins)
        : base($"ONNX Runtime {OrtEnv.Instance().GetVersionString()}")
    {
        _options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        _options.AddSessionConfigEntry("session.intra_op.allow_spinning", spins ? "1" : "0");
        _session = new Microsoft.ML.OnnxRuntime.InferenceSession(file, _options);
        long count = 1;

        foreach (long size in outputShape)
        {
            count *= size;
        }

        _output = new float[count];
        _inputNames = [.. inputNames];
        _inputs = [.. inputs];
        _outputNames = [outputName];
        _outputs = [OrtValue.CreateTensorValueFromMemory(_output, outputShape)];
    }

    /// <summary>What the last run computed.</summary>
    public ReadOnlySpan<float> Output => _output;

    /// <inheritdoc/>
    public override double Measure(int iterations)
    {
        long start = Stopwatch.GetTimestamp();

        for (int i = 0; i < iterations; i++)
        {
            _session.Run(_run, _inputNames, _inputs, _outputNames, _outputs);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (OrtValue input in _inputs)
        {
            input.Dispose();
        }

        _outputs[0].Dispose();
        _run.Dispose();
        _session.Dispose();
        _options.Dispose();
    }
}
