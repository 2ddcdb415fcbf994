using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Weft.AotTests;

/// <summary>What a program can tell of how it was started; the same, whichever image of its file runs.</summary>
internal static class ProcessReport
{
    /// <summary>Writes the name, the folder, the arguments, the environment, and how signals are met.</summary>
    public static void Write(TextWriter writer)
    {
        writer.WriteLine(AppContext.BaseDirectory);

        foreach (string argument in Environment.GetCommandLineArgs())
        {
            writer.WriteLine($"argument '{argument}'");
        }

        IEnumerable<string> variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(static variable => $"{variable.Key}={variable.Value}");

        foreach (string variable in variables.Order(StringComparer.Ordinal))
        {
            writer.WriteLine(variable);
        }

        string[] states = ["Name:", "SigBlk:", "SigIgn:", "SigCgt:"];

        foreach (string line in File.ReadLines("/proc/self/status").Where(line => states.Any(line.StartsWith)))
        {
            writer.WriteLine(line);
        }
    }
}
