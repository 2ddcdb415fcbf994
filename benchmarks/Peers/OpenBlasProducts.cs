using System;
using System.Collections.Generic;
using Weft.Benchmarks.Measuring;

namespace Weft.Benchmarks.Peers;

/// <summary>A product of one shape by every way that OpenBLAS has for it: the weights as [depth, width] and as [width, depth], and for one row both as matrix times vector too.</summary>
internal sealed unsafe class OpenBlasProducts : IDisposable
{
    private readonly int _rows;
    private readonly int _depth;
    private readonly int _width;
    private readonly List<NativeArena> _arenas = [];
    private NativeArena _input;
    private NativeArena _weights;
    private NativeArena _output;

    private OpenBlasProducts(OpenBlas library, int rows, int depth, int width)
    {
        _rows = rows;
        _depth = depth;
        _width = width;
        (_input, _weights, _output) = this.Place();
        List<Contender> ways = [];

        foreach (bool isTransposed in new[] { false, true })
        {
            ways.Add(new InProcessContender(library.Name, () => library.Multiply(rows, width, depth, _input.Pointer, _weights.Pointer, isTransposed, _output.Pointer)));

            if (rows == 1)
            {
                ways.Add(new InProcessContender(library.Name, () => library.MultiplyVector(width, depth, _input.Pointer, _weights.Pointer, isTransposed, _output.Pointer)));
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

    /// <summary>Multiplies other matrices from now on. The ones before keep their pages until all are disposed, so that others are taken.</summary>
    public void Move() => (_input, _weights, _output) = this.Place();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NativeArena arena in _arenas)
        {
            arena.Dispose();
        }
    }

    private (NativeArena Input, NativeArena Weights, NativeArena Output) Place() =>
        (this.Fill(_rows * _depth), this.Fill(_depth * _width), this.Fill(_rows * _width));

    private NativeArena Fill(int count)
    {
        NativeArena arena = new((nuint)count);
        _arenas.Add(arena);
        Random random = new(1337);

        for (int i = 0; i < count; i++)
        {
            arena.Pointer[i] = random.NextSingle() - 0.5f;
        }

        return arena;
    }
}
