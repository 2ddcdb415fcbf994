using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Weft.Conformance.Torch;

/// <summary>Prints comparisons, one line per group: a tensor's name without the number of its layer.</summary>
internal static partial class TorchReport
{
    /// <summary>Prints the largest errors of each group; after a group that misses, every tensor of it that does.</summary>
    public static void Write(TextWriter output, IReadOnlyList<Comparison> comparisons)
    {
        IGrouping<string, Comparison>[] groups = [.. comparisons.GroupBy(static item => Layer().Replace(item.Tensor, ".*."))];
        int width = groups.Max(static group => group.Key.Length);

        foreach (IGrouping<string, Comparison> group in groups)
        {
            double error = group.Select(static item => item.RelativeError).Aggregate(Math.Max);
            double used = group.Select(static item => item.ToleranceUsed).Aggregate(Math.Max);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {(group.All(static item => item.Passed) ? "ok  " : "MISS")}  {group.Key.PadRight(width)}  largest relative error {Number(error),8}, {100 * used,6:0.0} % of the tolerance"));

            foreach (Comparison miss in group.Where(static item => !item.Passed))
            {
                output.WriteLine($"        {miss.Tensor}: |ours - reference| is {Number(miss.Error)} where {Number(miss.Tolerance)} is allowed");
            }
        }
    }

    private static string Number(double value) => value.ToString("0.0E+00", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\.\d+\.", RegexOptions.CultureInvariant)]
    private static partial Regex Layer();
}
