using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Weft.Benchmarks.Measuring;
using Weft.Generator.Specification;

namespace Weft.Benchmarks.Peers;

/// <summary>PyTorch training the same model on batches of the same size, in a process of its own that takes steps on request.</summary>
internal sealed class TorchTraining : Contender
{
    private const string Library = "PyTorch";

    // Without OpenBLAS, Debian's PyTorch multiplies matrices by a reference implementation that nobody would train with.
    private const string Installation = "apt-get install python3-torch libopenblas0-pthread";
    private readonly Process _process;

    private TorchTraining(Process process, string version)
        : base($"{Library} {version}")
    {
        _process = process;
    }

    /// <summary>
    /// Starts PyTorch where some Python of this machine has it. With several threads there are two ways to run it: OpenMP's threads spin where they
    /// wait, the default, which needs a machine at rest, or they sleep.
    /// </summary>
    /// <param name="specification">A GPT: the script has no other.</param>
    /// <param name="threads">Threads to train on.</param>
    /// <param name="parameters">What the model must have.</param>
    /// <returns>The ways, of which the best is the peer.</returns>
    public static IReadOnlyList<Contender> Start(ModelSpecification specification, int threads, long parameters)
    {
        TrainingCapacity training = specification.Training!;
        string[] sizes = [.. new[]
        {
            threads, specification.TargetVocabulary, training.Length, training.Sequences, specification.ModelSize, specification.Heads, specification.DecoderLayers,
        }.Select(static size => size.ToString(CultureInfo.InvariantCulture))];

        // The first on the path is often one without the distribution's packages.
        foreach (string python in new[] { "python3", "/usr/bin/python3" })
        {
            if (Greet(Start(python, sizes, waitPolicy: null), parameters) is TorchTraining spinning)
            {
                return threads > 1 && Greet(Start(python, sizes, waitPolicy: "passive"), parameters) is TorchTraining sleeping ? [spinning, sleeping] : [spinning];
            }
        }

        return [new AbsentContender(Library, Installation)];
    }

    /// <inheritdoc/>
    public override double Measure(int iterations)
    {
        _process.StandardInput.WriteLine(iterations.ToString(CultureInfo.InvariantCulture));
        _process.StandardInput.Flush();

        if (double.TryParse(_process.StandardOutput.ReadLine(), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
        {
            return seconds;
        }

        _process.WaitForExit();

        throw new BenchmarkException($"PyTorch's process ended with {_process.ExitCode} while it trained.");
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        // The end of its input is the end of the script.
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    // Null, and the process gone, where there is no such Python or it has no PyTorch.
    private static TorchTraining? Greet(Process? process, long parameters)
    {
        if (process is null)
        {
            return null;
        }

        if (process.StandardOutput.ReadLine()?.Split(' ') is not ["ready", string version, string count])
        {
            process.WaitForExit();
            process.Dispose();

            return null;
        }

        TorchTraining contender = new(process, version);

        if (count != parameters.ToString(CultureInfo.InvariantCulture))
        {
            contender.Dispose();

            throw new BenchmarkException($"PyTorch's model has {count} parameters where Weft's has {parameters}: they are not the same model.");
        }

        return contender;
    }

    private static Process? Start(string python, string[] sizes, string? waitPolicy)
    {
        ProcessStartInfo start = new(python) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(ReadScript());

        foreach (string size in sizes)
        {
            start.ArgumentList.Add(size);
        }

        start.Environment["OMP_NUM_THREADS"] = sizes[0];
        start.Environment["OPENBLAS_NUM_THREADS"] = sizes[0];

        if (waitPolicy is not null)
        {
            start.Environment["OMP_WAIT_POLICY"] = waitPolicy;
        }

        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static string ReadScript()
    {
        using StreamReader reader = new(typeof(TorchTraining).Assembly.GetManifestResourceStream("train.py")!);

        return reader.ReadToEnd();
    }
}
