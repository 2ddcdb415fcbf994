using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Weft.Benchmarks.Building;
using Weft.Benchmarks.Compilation;
using Weft.Benchmarks.Measuring;

namespace Weft.Benchmarks.Suite;

/// <summary>A published program that carries a model: from its start to the first character that the model writes, and its size.</summary>
internal sealed class StartupBenchmark : Benchmark
{
    private const string Program = "Shakespeare";

    public StartupBenchmark()
        : base("startup", "the published Shakespeare sample, from its start to the first character that it writes")
    {
    }

    /// <inheritdoc/>
    public override bool UsesThreads => false;

    /// <inheritdoc/>
    public override IEnumerable<Measurement> Run(BenchmarkContext context)
    {
        using TemporaryFolder folder = new();
        string published = Path.Combine(folder.Path, "published");
        _ = new DotnetCommand(Repository.Root, context.Cancellation).Run(
            "publish", Path.Combine(Repository.Root, "samples", Program), "-c", "Release", "-o", published);
        string checkpoint = Path.Combine(folder.Path, "model.safetensors");

        using (TransformerModel model = BenchmarkModel.Compile(BenchmarkModel.Read("shakespeare.yaml")).Initialize(seed: 1337))
        {
            model.Save(checkpoint);
        }

        using FirstCharacter weft = new(Path.Combine(published, OperatingSystem.IsWindows() ? $"{Program}.exe" : Program), checkpoint);
        ContestResult result = context.Compete([weft], probe: null);

        return [.. Measurements.Of(this.Name, threads: 1, [weft], result, Quantity.Milliseconds("start to first character")), this.CountBytes(published)];
    }

    private Measurement CountBytes(string folder)
    {
        double bytes = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(static file => (double)file.Length);

        return new Measurement { Benchmark = this.Name, Threads = 1, Metric = "published, without .NET", Unit = "KB", Value = bytes / 1024, Min = bytes / 1024, Max = bytes / 1024 };
    }

    /// <summary>Starts the program and reads until the model has written.</summary>
    private sealed class FirstCharacter(string program, string checkpoint) : Contender("Weft")
    {
        // The program's heading, then the prompt: what follows is the model's.
        private const string Prompt = "ROMEO:";

        /// <inheritdoc/>
        public override double Measure(int iterations)
        {
            double seconds = 0;

            for (int i = 0; i < iterations; i++)
            {
                seconds += this.Start();
            }

            return seconds;
        }

        private double Start()
        {
            ProcessStartInfo start = new(program) { RedirectStandardOutput = true };

            foreach (string argument in new[] { "--generate-only", "--checkpoint", checkpoint, "--prompt", Prompt })
            {
                start.ArgumentList.Add(argument);
            }

            long begin = Stopwatch.GetTimestamp();
            using Process process = Process.Start(start)!;
            _ = process.StandardOutput.ReadLine();

            for (int i = 0; i <= Prompt.Length; i++)
            {
                if (process.StandardOutput.Read() < 0)
                {
                    throw new BenchmarkException($"startup: the sample ended with {process.ExitCode} before it wrote anything.");
                }
            }

            double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            _ = process.StandardOutput.ReadToEnd();
            process.WaitForExit();

            return seconds;
        }
    }
}
