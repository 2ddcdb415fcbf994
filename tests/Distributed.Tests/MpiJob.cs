using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;

namespace Weft.Distributed.Tests;

/// <summary>A job that mpirun starts, of this assembly's program.</summary>
internal sealed class MpiJob : IDisposable
{
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(120);
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private MpiJob(string implementation, int ranks, string[] arguments)
    {
        ProcessStartInfo start = new($"mpirun.{implementation}")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };

        // Open MPI starts nothing for the root of a container, and no more ranks than processors, unless it is told to; and there it may
        // not read the memory of its neighbours.
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1";
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        start.Environment["OMPI_MCA_rmaps_base_oversubscribe"] = "1";
        start.Environment["OMPI_MCA_hwloc_base_binding_policy"] = "none";
        start.Environment["OMPI_MCA_btl_vader_single_copy_mechanism"] = "none";

        // A console writes codes of the terminal otherwise.
        start.Environment["TERM"] = "dumb";

        foreach (string argument in (string[])["-n", ranks.ToString(CultureInfo.InvariantCulture), Environment.ProcessPath!, .. Program(), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += this.Add;
        _process.ErrorDataReceived += this.Add;
        _ = _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What all ranks and mpirun have printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>The exit code of mpirun.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Whether an mpirun is there.</summary>
    public static bool IsInstalled(string implementation) => Array.Exists(
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator),
        folder => File.Exists(Path.Combine(folder, $"mpirun.{implementation}")));

    /// <summary>Starts a job.</summary>
    public static MpiJob Start(string implementation, int ranks, params string[] arguments) => new(implementation, ranks, arguments);

    /// <summary>Runs a job to its end.</summary>
    public static MpiJob Run(string implementation, int ranks, params string[] arguments)
    {
        MpiJob job = Start(implementation, ranks, arguments);
        job.WaitForExit(MostTime);

        return job;
    }

    /// <summary>Waits for the end.</summary>
    public void WaitForExit(TimeSpan atMost)
    {
        if (!_process.WaitForExit(atMost))
        {
            this.Dispose();

            throw new TimeoutException($"The job has not ended after {atMost.TotalSeconds:F0} s. It printed: {this.Output}");
        }

        // What it printed last.
        _process.WaitForExit();
    }

    /// <summary>Waits until a text has been printed.</summary>
    public void WaitFor(string text)
    {
        Stopwatch watch = Stopwatch.StartNew();

        while (!this.Output.Contains(text, StringComparison.Ordinal))
        {
            if (_process.HasExited || watch.Elapsed > MostTime)
            {
                throw new TimeoutException($"'{text}' was not printed, but: {this.Output}");
            }

            Thread.Sleep(10);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    // dotnet assembly.dll, whichever host runs the tests.
    private static string[] Program()
    {
        string assembly = typeof(MpiJob).Assembly.Location;

        return Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? ["exec", assembly] : [];
    }

    private void Add(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _ = _output.AppendLine(line.Data);
        }
    }
}
