using System;
using System.Collections.Generic;
using Weft.Benchmarks.Compilation;
using Weft.Benchmarks.Measuring;

namespace Weft.Benchmarks.Peers;

/// <summary>A product of one shape by every way that OpenBLAS has for it: the weights as [depth, width] and as [width, depth], and for one row both as matrix times vector too.</summary>
internal sealed unsafe class OpenBlasProducts : IDisposable
{
    private readonly Arenas _inputs;
    private readonly Arenas _weights;
    private readonly Arenas _outputs;

    // The present ones: nothing is looked up while the library is measured.
    private NativeArena _input;
    private NativeArena _weight;
    private NativeArena _output;

    private OpenBlasProducts(OpenBlas library, int rows, int depth, int width)
    {
        _inputs = new Arenas(() => Fill(rows * depth));
        _weights = new Arenas(() => Fill(depth * width));
        _outputs = new Arenas(() => Fill(rows * width));
        (_input, _weight, _output) = (_inputs.Next(), _weights.Next(), _outputs.Next());
        List<Contender> ways = [];

        foreach (bool isTransposed in new[] { false, true })
        {
            ways.Add(new InProcessContender(library.Name, () => library.Multiply(rows, width, depth, _input.Pointer, _weight.Pointer, isTransposed, _output.Pointer)));

            if (rows == 1)
            {
                ways.Add(new InProcessContender(library.Name, () => library.MultiplyVector(width, depth, _input.Pointer, _weight.Pointer, isTransposed, _output.Pointer)));
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

    /// <summary>Multiplies matrices elsewhere in memory from now on.</summary>
    public void Move() => (_input, _weight, _output) = (_inputs.Next(), _weights.Next(), _outputs.Next());

    /// <inheritdoc/>
    public void Dispose()
    {
        _inputs.Dispose();
        _weights.Dispose();
        _outputs.Dispose();
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
