using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;

namespace Weft.Stress.Kills;

/// <summary>A process that is this program too, does something else and may be disturbed, and what it says.</summary>
internal sealed class ChildProcess : IDisposable
{
    // Far more than any of them takes, for a machine may be busy.
    private static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly ManualResetEventSlim _hasFailedToSave = new();
    private string? _last;

    private ChildProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => this.Add(line.Data);
        _process.ErrorDataReceived += (_, line) => this.Add(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Everything that it has said.</summary>
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

    /// <summary>Starts one.</summary>
    /// <param name="arguments">What it does.</param>
    /// <param name="under">The command that it runs under, and its arguments; none for no other.</param>
    public static ChildProcess Start(IEnumerable<string> arguments, params IEnumerable<string> under)
    {
        string host = Environment.ProcessPath!;
        string[] program = Path.GetFileNameWithoutExtension(host) == "dotnet" ? [host, typeof(ChildProcess).Assembly.Location] : [host];

        return new ChildProcess(StartCommand([.. under, .. program, .. arguments]));
    }

    /// <summary>Runs a command to its end.</summary>
    /// <returns>Null, or why it failed.</returns>
    public static string? Command(params string[] command)
    {
        try
        {
            using Process process = StartCommand(command);
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();

            return process.ExitCode == 0 ? null : $"{string.Join(' ', command)}: {error.Trim()}";
        }
        catch (Win32Exception exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Null where that is the one of the training, or what happened instead.</returns>
    public string? Finish()
    {
        if (!_process.WaitForExit(LongestTime))
        {
            this.Kill();

            return $"did not end within {LongestTime.TotalSeconds} s: {this.Output}";
        }

        // The rest of what it has said.
        _process.WaitForExit();

        return _process.ExitCode == 0 ? null : $"ended with {_process.ExitCode}: {this.Output}";
    }

    /// <summary>Waits until a save has failed.</summary>
    /// <returns>Whether one has, before the end of the process.</returns>
    public bool WaitForFailure()
    {
        for (TimeSpan waited = TimeSpan.Zero; waited < LongestTime && !_process.HasExited; waited += Look)
        {
            if (_hasFailedToSave.Wait(Look))
            {
                return true;
            }
        }

        return _hasFailedToSave.IsSet;
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Kills it after some time; false where it had ended by itself.</summary>
    public bool KillAfter(TimeSpan time)
    {
        if (_process.WaitForExit(time))
        {
            return false;
        }

        // At once: what runs under it is looked for first.
        _process.Kill();
        _process.WaitForExit();

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            this.Kill();
        }

        _process.Dispose();
        _hasFailedToSave.Dispose();
    }

    private void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    private void Add(string? line)
    {
        // What is said again and again is said once.
        if (line != _last)
        {
            lock (_output)
            {
                _output.AppendLine(line);
            }
        }

        _last = line;

        if (line?.StartsWith(TrainingChild.NotSaved, StringComparison.Ordinal) == true)
        {
            _hasFailedToSave.Set();
        }
    }

    private static Process StartCommand(string[] command)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };

        return Process.Start(start)!;
    }
}
