using System.Collections.Generic;
using System.Linq;
using Weft.Stress.Running;

namespace Weft.Stress.Races;

/// <summary>Explores every protocol of the threads, and every one that is broken on purpose: of each of these some order must go wrong.</summary>
/// <param name="options">What the command asks for.</param>
/// <param name="report">Gets what became of each.</param>
internal sealed class RaceRun(StressOptions options, StressReport report)
{
    /// <summary>Runs the cases.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        report.Start();

        foreach (Protocol protocol in Protocols.All.TakeWhile(_ => report.GoesOn))
        {
            Explorer explorer = new(protocol);
            string? problem = explorer.Run();
            report.Add(options.Seed, Outcome.Of(problem is null ? null : $"{protocol.Name}: {problem}"));
            report.Say($"races: {protocol.Name}: {explorer.States} states");
        }

        foreach ((string change, IReadOnlyList<Protocol> protocols) in Protocols.Broken.TakeWhile(_ => report.GoesOn))
        {
            string? found = protocols.Select(static protocol => new Explorer(protocol).Run()).FirstOrDefault(static problem => problem is not null);
            report.Add(options.Seed, Outcome.Of(found is null ? $"nothing goes wrong without this: {change}" : null));
            report.Say($"races: {change}: {found ?? "nothing"}");
        }

        return report.Finish();
    }
}
