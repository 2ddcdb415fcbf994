using System;
using System.Globalization;
using System.IO;
using Weft.Stress.Kills;
using Weft.Stress.Running;

namespace Weft.Stress.Limits;

/// <summary>
/// A control group with half a processor: the runtime counts one, workers are as many, and more of them, where somebody asks for that, get on
/// although they hardly ever run at once.
/// </summary>
internal sealed class HalfProcessor : IFault
{
    private const int Period = 100_000;
    private const string Unified = "/sys/fs/cgroup";
    private const string Separate = "/sys/fs/cgroup/cpu";

    /// <inheritdoc/>
    public string Name => "half a processor";

    /// <inheritdoc/>
    public Outcome Check(Undisturbed training, string folder, Random random)
    {
        bool isSeparate = Directory.Exists(Separate);
        string group = Path.Combine(isSeparate ? Separate : Unified, $"weft-stress-{Environment.ProcessId}");

        try
        {
            _ = Directory.CreateDirectory(group);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Outcome.Skip($"no control group can be made: {exception.Message}");
        }

        try
        {
            return Limit(group, isSeparate) is string reason ? Outcome.Skip(reason) : Train(training, training.In(folder, random.Next(5)), group);
        }
        finally
        {
            // A folder of the system's files, which go with it.
            _ = ChildProcess.Command("rmdir", group);
        }
    }

    private static string? Limit(string group, bool isSeparate)
    {
        try
        {
            if (isSeparate)
            {
                File.WriteAllText(Path.Combine(group, "cpu.cfs_period_us"), string.Create(CultureInfo.InvariantCulture, $"{Period}"));
                File.WriteAllText(Path.Combine(group, "cpu.cfs_quota_us"), string.Create(CultureInfo.InvariantCulture, $"{Period / 2}"));
            }
            else
            {
                File.WriteAllText(Path.Combine(group, "cpu.max"), string.Create(CultureInfo.InvariantCulture, $"{Period / 2} {Period}"));
            }

            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"no control group can be limited: {exception.Message}";
        }
    }

    private static Outcome Train(Undisturbed training, TrainingChild child, string group)
    {
        string join = $"echo $$ > {group}/cgroup.procs && exec \"$@\"";
        using ChildProcess process = ChildProcess.Start(child.Arguments, "sh", "-c", join, "sh");

        return Outcome.Of(process.Finish()
            ?? (process.Output.Contains($"{TrainingChild.Processors}1", StringComparison.Ordinal) ? null : $"sees more than one processor: {process.Output}")
            ?? training.Differs(child.Path));
    }
}
