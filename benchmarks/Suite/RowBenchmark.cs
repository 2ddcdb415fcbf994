using System.Collections.Generic;
using System.Linq;
using Weft.Benchmarks.Compilation;
using Weft.Benchmarks.Measuring;
using Weft.Benchmarks.Peers;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;

namespace Weft.Benchmarks.Suite;

/// <summary>A kernel that works row by row, beside the same of System.Numerics.Tensors: bytes per second, read and written.</summary>
/// <param name="name">The benchmark's name.</param>
/// <param name="summary">What it measures.</param>
/// <param name="operations">What to measure, shape by shape.</param>
internal sealed class RowBenchmark(string name, string summary, params IReadOnlyList<RowOperation> operations) : Benchmark(name, summary)
{
    // A row, a batch of short texts, the longest batch of a small model, and what no cache holds.
    private static readonly RowShape[] Shapes = [new(1, 512), new(64, 128), new(768, 128), new(768, 512), new(768, 2048), new(16_384, 1024)];

    private readonly (RowOperation Operation, RowShape Shape, RowWork Work)[] _works =
        [.. operations.SelectMany(static operation => Shapes.Select(shape => (operation, shape, operation.Create(shape))))];

    private KernelItem[]? _items;

    /// <inheritdoc/>
    public override IEnumerable<Measurement> Run(BenchmarkContext context)
    {
        _items ??= KernelLibrary.Compile([.. _works.Select(static item => item.Work.Kernel)]);

        return _works.Zip(_items, (work, item) => this.Measure(context, work.Operation, work.Shape, work.Work, item));
    }

    private Measurement Measure(BenchmarkContext context, RowOperation operation, RowShape shape, RowWork work, KernelItem item)
    {
        using NativeArena arena = work.Arena.Allocate();
        using KernelRun run = new(work.Kernel, item, context.Workers, arena);
        TensorRows peer = new(shape.Rows, shape.Columns, RowPlan.Block, operation.Peer, context.Workers);
        run.Run();
        peer.Run();
        work.CheckSame(arena, peer);
        Contender[] contenders = [new InProcessContender("Weft", run.Run), new InProcessContender("System.Numerics.Tensors", peer.Run)];
        ContestResult result = context.Compete(contenders, shape.IsStreamed ? context.Bandwidth : context.Peak, isShort: true);

        return Measurements.Of(this.Name, context.Threads, contenders, result, Quantity.Traffic((operation.Inputs + 1) * shape.Bytes, $"{operation.Name}, {shape}", hasLimit: shape.IsStreamed)).Single();
    }
}
