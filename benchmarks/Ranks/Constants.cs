using System;

namespace Weft.Ranks;

/// <summary>What is measured.</summary>
/// <param name="Latency">Seconds of the shortest message.</param>
/// <param name="Bandwidth">Bytes a second in messages of a block of gradients.</param>
/// <param name="Additions">Gradients added to sums, a second.</param>
/// <param name="Updates">Parameters updated by AdamW, a second.</param>
/// <param name="Copies">Parameters whose transposed copies are written, a second.</param>
/// <param name="Draws">Tokens drawn into batches, a second.</param>
/// <param name="Operations">Floating-point operations of forward and backward passes, a second.</param>
internal sealed record Constants(
    double Latency, double Bandwidth, double Additions, double Updates, double Copies, double Draws, double Operations)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"""
        a message {this.Latency * 1e6:F1} us and {this.Bandwidth * 1e-9:F2} GB/s; a second: {this.Additions * 1e-9:F2} G additions, {this.Updates * 1e-9:F2} G updates,
        {this.Copies * 1e-9:F2} G copies, {this.Draws * 1e-9:F2} G tokens drawn, {this.Operations * 1e-9:F1} G operations of passes on one thread
        """);
}
