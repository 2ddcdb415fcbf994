using System.Collections.Generic;
using System.Linq;
using Weft.Benchmarks.Compilation;
using Weft.Benchmarks.Measuring;
using Weft.Benchmarks.Peers;
using Weft.Generator.Shared;

namespace Weft.Benchmarks.Suite;

/// <summary>Products of activations and packed weights, [rows, depth] x [depth, width], beside plain matrix products.</summary>
internal sealed class ProjectionBenchmark : Benchmark
{
    private static readonly int[] Rows = [1, 4, 16, 32, 64, 768];

    private static readonly (int Depth, int Width)[] Weights =
        [(128, 128), (128, 512), (512, 128), (384, 384), (512, 512), (384, 1536), (1024, 1024), (512, 2048), (2048, 512), (2048, 2048), (4096, 1024)];

    private static readonly int[] IntegerRows = [1, 4, 16, 64, 256];

    private static readonly (int Depth, int Width)[] IntegerWeights = [(384, 1536), (1024, 1024), (2048, 2048)];

    private Projection[]? _projections;
    private KernelItem[]? _items;

    public ProjectionBenchmark()
        : base("projection", "products of 1 to 768 rows with packed weights, singles and 8 bits")
    {
    }

    /// <inheritdoc/>
    public override IEnumerable<Measurement> Run(BenchmarkContext context)
    {
        _projections ??=
        [
            .. Rows.SelectMany(static rows => Weights.Select(weights => new Projection(rows, weights.Depth, weights.Width))),
            .. IntegerRows.SelectMany(static rows => IntegerWeights.Select(weights => new Projection(rows, weights.Depth, weights.Width, WeightFormat.Int8))),
        ];
        _items ??= KernelLibrary.Compile([.. _projections.Select(static projection => projection.Work)]);

        return _projections.Zip(_items, (projection, item) => this.Measure(context, projection, item));
    }

    // Pages lie where the system has some left, and a cache holds less of pages that come to the same sets of it: one place in memory is as much
    // as 4 % faster than the next for what just fits in the second level. So every repetition has another.
    private Measurement Measure(BenchmarkContext context, Projection projection, KernelItem item)
    {
        using Arenas arenas = new(projection.Allocate);
        using KernelRun run = new(projection.Work, item, context.Workers, arenas.Next(), projection.Work.Kernel.ScratchFloats);
        run.Run();
        projection.Check(arenas.Current);
        using InProcessContender weft = new("Weft", run.Run);
        using OpenBlasProducts? products = OpenBlasProducts.Create(projection.Rows, projection.Depth, projection.Width, context.Threads);
        IReadOnlyList<Contender> ways = products?.Ways ?? [OpenBlas.Absent];
        ContestResult result = context.Compete([weft, .. ways], context.Peak, isShort: true, Move);

        string format = projection.Format == WeightFormat.Int8 ? ", int8" : string.Empty;
        string shape = $"{projection.Rows} x {projection.Depth} x {projection.Width}{format}";

        return Measurements.Of(
            this.Name, context.Threads, [weft, result.BestOf(ways)], result,
            Quantity.Arithmetic(2.0 * projection.Rows * projection.Depth * projection.Width, shape)).Single();

        void Move()
        {
            run.Move(arenas.Next());
            products?.Move();
        }
    }
}
