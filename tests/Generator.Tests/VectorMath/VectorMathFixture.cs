using System;
using Xunit;

namespace Weft.Generator.Tests.VectorMath;

/// <summary>The compiled functions, once for all tests, with p = 0.1 for dropout.</summary>
internal static class VectorMathFixture
{
    private static readonly Lazy<VectorMathModel> Compiled = new(() => VectorMathModel.Compile(Dropout));

    /// <summary>The probability of a zero.</summary>
    public const float Dropout = 0.1f;

    /// <summary>The functions of all sets.</summary>
    public static VectorMathModel Model => Compiled.Value;

    /// <summary>The instruction sets: the axis of every theory.</summary>
    public static TheoryData<string> Sets => [.. VectorMathModel.SetNames];
}
