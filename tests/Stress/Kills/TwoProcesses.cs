using System;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using Weft.Stress.Running;

namespace Weft.Stress.Kills;

/// <summary>Two trainings save to one path: whoever reads finds what one of them has saved, whole, and in the end the last step of one.</summary>
internal sealed class TwoProcesses : IFault
{
    /// <inheritdoc/>
    public string Name => "two processes that save to one path";

    /// <inheritdoc/>
    public Outcome Check(Undisturbed training, string folder, Random random)
    {
        TrainingChild child = training.In(folder, threads: 1);
        using ChildProcess first = ChildProcess.Start(child.Arguments);
        using ChildProcess second = ChildProcess.Start(child.Arguments);
        Task<(string? First, string? Second)> both = Task.Run(() => (first.Finish(), second.Finish()));

        while (!both.IsCompleted)
        {
            if (Read(child.Path) is string problem)
            {
                return Outcome.Fail(problem);
            }
        }

        string said = first.Output + second.Output;

        return Outcome.Of(both.Result.First ?? both.Result.Second
            ?? (said.Contains(TrainingChild.NotSaved, StringComparison.Ordinal) ? said : training.Differs(child.Path)));
    }

    private static string? Read(string path)
    {
        try
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            int step = int.Parse(file.Metadata["weft.step"], CultureInfo.InvariantCulture);

            return step is > 0 and <= Undisturbed.Steps ? null : $"a reader found step {step}";
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (ModelFileException exception)
        {
            return $"a reader found {exception.Message}";
        }
    }
}
