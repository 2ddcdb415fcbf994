using System;
using Weft.Distributed;

namespace Weft.Ranks;

/// <summary>
/// The seconds of a step whose ranks compute one batch each, by the model of Hockney: a message of n bytes takes latency + n / bandwidth,
/// and a rank sends and receives at once, one message after another each way.
/// </summary>
internal sealed record StepTime(int Ranks)
{
    private const int MostShares = GradientParts.Count;
    private const double FloatBytes = 4;

    /// <summary>What stands above the lines.</summary>
    public const string Heading = "| ranks | passes | drawing | gradients | adding | updating | parameters | sums | step | of one rank's pace |";

    /// <summary>Forward and backward.</summary>
    public double Passes { get; private init; }

    /// <summary>Drawing the batches of all ranks.</summary>
    public double Drawing { get; private init; }

    /// <summary>Gradients on their way to those who add them.</summary>
    public double Gradients { get; private init; }

    /// <summary>Adding them.</summary>
    public double Adding { get; private init; }

    /// <summary>Updating a share, and writing the transposed copies of all parameters.</summary>
    public double Updating { get; private init; }

    /// <summary>Parameters on their way back.</summary>
    public double Sharing { get; private init; }

    /// <summary>Losses and norms.</summary>
    public double Sums { get; private init; }

    /// <summary>All of it, with gradients on their way while the backward pass runs, which is two thirds of the passes.</summary>
    public double Total => this.Passes + this.Drawing + this.Updating + this.Sharing + this.Sums
        + Math.Max(0, this.Gradients + this.Adding - (this.Passes * 2 / 3));

    /// <summary>What a step takes.</summary>
    public static StepTime Of(Constants constants, SimulatedModel model, int ranks)
    {
        int shares = Math.Min(ranks, MostShares);
        double share = model.Parameters / shares;
        double block = GradientReduction.BlockFloatsOf(ranks);
        double blocks = Math.Ceiling(share / block);
        double Messages(double count, double bytes) => (count * constants.Latency) + (bytes / constants.Bandwidth);

        // A rank that has a share sends it to all others or receives it from them; one that has none sends everything.
        int others = ranks - 1;
        int owners = Math.Max(shares - 1, ranks > shares ? shares : 0);

        return new StepTime(ranks)
        {
            Passes = model.Operations / constants.Operations,
            Drawing = ranks * model.Tokens / constants.Draws,
            Gradients = Math.Max(
                Messages(owners * blocks, owners * share * FloatBytes), Messages(others * blocks, others * share * FloatBytes)),
            Adding = ranks == 1 ? 0 : ranks * share / constants.Additions,
            Updating = (share / constants.Updates) + (model.Parameters / constants.Copies),
            Sharing = Math.Max(Messages(owners, owners * share * FloatBytes), Messages(others, others * share * FloatBytes)),
            Sums = 2 * Messages(Math.Ceiling(Math.Log2(ranks)), others * sizeof(double)),
        };
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        double pace = this.Passes + this.Drawing / this.Ranks + this.Updating;

        return FormattableString.Invariant($"| {this.Ranks:N0} | {Text(this.Passes)} | {Text(this.Drawing)} | {Text(this.Gradients)} | {Text(this.Adding)} | {Text(this.Updating)} | {Text(this.Sharing)} | {Text(this.Sums)} | {Text(this.Total)} | {pace / this.Total:P0} |");
    }

    private static string Text(double seconds) => FormattableString.Invariant($"{seconds * 1e3:G3} ms");
}
