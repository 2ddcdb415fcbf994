using System.Collections.Generic;

namespace Weft.Benchmarks.Curves;

/// <summary>A cost against one thing that it depends on.</summary>
/// <param name="Name">The name of its files.</param>
/// <param name="Title">A line above the plot.</param>
/// <param name="Variable">What it depends on.</param>
/// <param name="Unit">The cost and its unit.</param>
/// <param name="Growth">How it is expected to grow.</param>
/// <param name="Points">What was measured.</param>
internal sealed record Curve(string Name, string Title, string Variable, string Unit, Growth Growth, IReadOnlyList<CurvePoint> Points);

/// <summary>A measured cost.</summary>
/// <param name="X">Of the variable.</param>
/// <param name="Median">The cost in the middle.</param>
/// <param name="Min">The least cost.</param>
/// <param name="Max">The greatest cost.</param>
internal readonly record struct CurvePoint(double X, double Median, double Min, double Max);
