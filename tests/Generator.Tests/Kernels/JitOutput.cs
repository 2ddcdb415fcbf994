using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Weft.Generator.Operations;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>What the JIT writes while a process of its own trains the Shakespeare spec for a few steps, with every instruction set.</summary>
internal static class JitOutput
{
    private static readonly Lazy<string[]> Lines = new(Run);

    /// <summary>A line for every method: its name, and how it was compiled.</summary>
    public static string[] Summary => [.. Lines.Value.Where(IsSummary)];

    /// <summary>The machine code of the register tiles.</summary>
    public static string[] Listing => [.. Lines.Value.Where(static line => !IsSummary(line))];

    // "  12: JIT compiled Weft.Kernels.Avx2Kernels:Tile(...) [FullOpts, IL size=512, code size=344]".
    private static bool IsSummary(string line) => line.Contains(": JIT compiled ", StringComparison.Ordinal);

    private static string[] Run()
    {
        string folder = Directory.CreateTempSubdirectory("weft-jit").FullName;

        try
        {
            string written = Path.Combine(folder, "jit.txt");
            string shakespeare = Path.Combine(AppContext.BaseDirectory, "shakespeare.yaml");
            string forgetful = Path.Combine(folder, "forgetful.yaml");
            string recurrent = Path.Combine(folder, "recurrent.yaml");
            File.WriteAllText(forgetful, Specs.With(File.ReadAllText(shakespeare), "model: Forgetful", "dropout: 0.1"));
            File.WriteAllText(recurrent, Specs.With(File.ReadAllText(shakespeare), "model: Recurrent", "-heads", "mixer: gru", "layers: 1"));
            ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
            {
                ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Weft.Conformance.dll"), "train-check", shakespeare, forgetful, recurrent },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["DOTNET_JitStdOutFile"] = written;
            start.Environment["DOTNET_JitDisasmSummary"] = "1";
            start.Environment["DOTNET_JitDisasm"] = "Tile* OuterTile*";
            start.Environment["DOTNET_TieredPGO"] = "0";
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, $"The process returned {process.ExitCode}.\n{output}\n{errors.Result}");

            return File.ReadAllLines(written);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
