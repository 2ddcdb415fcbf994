using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Weft.Stress.Running;

namespace Weft.Stress.Kills;

/// <summary>What a save asks of the system, and in which order: the bytes are on the disk before they have the name, and then the name is.</summary>
internal sealed partial class OrderOfCalls : IFault
{
    private const string Traced = "trace=write,pwrite64,writev,pwritev,fsync,fdatasync,rename,renameat,renameat2";

    /// <inheritdoc/>
    public string Name => "the order of fsync and rename";

    /// <inheritdoc/>
    public Outcome Check(Undisturbed training, string folder, Random random)
    {
        string log = Path.Combine(folder, "calls");

        // Without descriptors that have the names of their files, nothing can be seen.
        if (ChildProcess.Command("strace", "-y", "-qq", "-o", log, "true") is string reason)
        {
            return Outcome.Skip(reason);
        }

        TrainingChild child = training.In(folder, threads: 1) with { Steps = random.Next(1, 4) };
        using ChildProcess process = ChildProcess.Start(child.Arguments, "strace", "-f", "-y", "-qq", "-s", "0", "-o", log, "-e", Traced);

        return Outcome.Of(process.Finish() ?? Judge(File.ReadLines(log), folder, child.Path, child.Steps));
    }

    /// <summary>Says what is wrong with the calls of some saves; null where nothing is.</summary>
    /// <param name="lines">The calls, a line each, with the names of files behind descriptors.</param>
    /// <param name="folder">The folder of the file.</param>
    /// <param name="path">The file.</param>
    /// <param name="saves">How often it was saved.</param>
    public static string? Judge(IEnumerable<string> lines, string folder, string path, int saves)
    {
        HashSet<string> unsynchronized = [];
        bool isFolderDue = false;
        int renames = 0;

        foreach (Match call in lines.Select(line => Call().Match(line)).Where(static call => call.Success))
        {
            string name = call.Groups["call"].Value;
            string file = call.Groups["file"].Value;

            if (name.StartsWith("rename", StringComparison.Ordinal))
            {
                if (call.Groups["to"].Value == path)
                {
                    renames++;
                    isFolderDue = true;
                }

                if (unsynchronized.Contains(file))
                {
                    return $"{file} was renamed before its bytes were on the disk";
                }
            }
            else if (!name.EndsWith("sync", StringComparison.Ordinal))
            {
                _ = unsynchronized.Add(file);

                if (file == path)
                {
                    return $"{path} was written in its place";
                }
            }
            else
            {
                _ = unsynchronized.Remove(file);
                isFolderDue &= file != folder;
            }
        }

        return renames != saves ? $"{renames} of {saves} saves ended with a rename"
            : isFolderDue ? "the name was not brought to the disk"
            : null;
    }

    // 123 pwrite64(27</folder/file>, ..., 123 rename("/folder/one", "/folder/other"
    [GeneratedRegex("""^\d+ +(?<call>\w+)\((?:AT_FDCWD[^,]*, )?(?:\d+<(?<file>[^>]*)>|"(?<file>[^"]*)", (?:AT_FDCWD[^,]*, )?"(?<to>[^"]*)")""")]
    private static partial Regex Call();
}
