using System;
using System.Collections.Generic;
using Weft.Benchmarks.Measuring;

namespace Weft.Benchmarks.Peers;

/// <summary>A product of one shape by every way that OpenBLAS has for it: the weights as [depth, width] and as [width, depth], and for one row both as matrix times vector too.</summary>
internal sealed unsafe class OpenBlasProducts : IDisposable
{
    private readonly NativeArena _input;
    private readonly NativeArena _weights;
    private readonly NativeArena _output;

    private OpenBlasProducts(OpenBlas library, int rows, int depth, int width)
    {
        _input = Fill(rows * depth);
        _weights = Fill(depth * width);
        _output = Fill(rows * width);
        List<Contender> ways = [];
        NativeArena input = _input;
        NativeArena weights = _weights;
        NativeArena output = _output;

        foreach (bool isTransposed in new[] { false, true })
        {
            ways.Add(new InProcessContender(library.Name, () => library.Multiply(rows, width, depth, input.Pointer, weights.Pointer, isTransposed, output.Pointer)));

            if (rows == 1)
            {
                ways.Add(new InProcessContender(library.Name, () => library.MultiplyVector(width, depth, input.Pointer, weights.Pointer, isTransposed, output.Pointer)));
            }
        }

        this.Ways = ways;
    }

    /// <summary>The ways.</summary>
    public IReadOnlyList<Contender> Ways { get; }

    /// <summary>The products of a shape; null without OpenBLAS.</summary>
    public static OpenBlasProducts? Create(int rows, int depth, int width, int threads)
    {
        if (OpenBlas.Instance is not OpenBlas library)
        {
            return null;
        }

        library.SetThreads(threads);

        return new OpenBlasProducts(library, rows, depth, width);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _input.Dispose();
        _weights.Dispose();
        _output.Dispose();
    }

    private static NativeArena Fill(int count)
    {
        NativeArena arena = new((nuint)count);
        Random random = new(1337);

        for (int i = 0; i < count; i++)
        {
            arena.Pointer[i] = random.NextSingle() - 0.5f;
        }

        return arena;
    }
}
