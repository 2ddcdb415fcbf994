using System;
using System.Globalization;
using Weft.Stress.Kills;
using Weft.Stress.Running;

namespace Weft.Stress.Limits;

/// <summary>A limit of the memory that a process may have, as <c>ulimit -v</c> sets it.</summary>
internal sealed class AddressSpace : IFault
{
    // Below them the runtime itself does not start every time.
    private const int LeastKilobytes = 2_600_000;
    private const int MostKilobytes = 3_400_000;

    /// <inheritdoc/>
    public string Name => "less memory than is asked for";

    /// <inheritdoc/>
    public Outcome Check(Undisturbed training, string folder, Random random)
    {
        string limit = string.Create(CultureInfo.InvariantCulture, $"ulimit -v {random.Next(LeastKilobytes, MostKilobytes)} && exec \"$@\"");

        if (ChildProcess.Command("sh", "-c", limit, "sh", "true") is string reason)
        {
            return Outcome.Skip(reason);
        }

        using ChildProcess process = ChildProcess.Start(MemoryChild.Arguments(random.Next()), "sh", "-c", limit, "sh");

        return Outcome.Of(process.Finish());
    }
}
