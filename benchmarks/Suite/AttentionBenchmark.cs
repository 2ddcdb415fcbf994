using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Benchmarks.Compilation;
using Weft.Benchmarks.Measuring;
using Weft.Benchmarks.Peers.Onnx;

namespace Weft.Benchmarks.Suite;

/// <summary>Causal attention alone, forward and backward, over sequences of growing length: arithmetic per second, and the memory it takes.</summary>
internal sealed class AttentionBenchmark : Benchmark
{
    private const int HeadSize = 64;

    // Heads are what threads divide; fewer than these would make a short sequence no work at all.
    private const int FewestHeads = 4;
    private const double BytesPerHeadAndToken = 16;
    private const double BytesPerThread = 1 << 20;
    private static readonly int[] Lengths = [64, 128, 256, 512, 1024, 2048, 4096, 8192];

    public AttentionBenchmark()
        : base("attention", "causal attention of 64 to 8192 tokens, forward and backward, and its memory")
    {
    }

    /// <inheritdoc/>
    public override IEnumerable<Measurement> Run(BenchmarkContext context)
    {
        int heads = Math.Max(FewestHeads, context.Threads);

        return Lengths.SelectMany(length => this.Measure(context, new AttentionWork(heads, HeadSize, length)));
    }

    private List<Measurement> Measure(BenchmarkContext context, AttentionWork work)
    {
        // Tiles of one name differ between lengths: each length is a compilation of its own.
        KernelItem[] items = KernelLibrary.Compile([work.Forward, work.Backward]);
        using NativeArena arena = work.Allocate();
        using KernelRun forward = new(work.Forward, items[0], context.Workers, arena, work.ScratchFloats);
        using KernelRun backward = new(work.Backward, items[1], context.Workers, arena, work.ScratchFloats);
        forward.Run();
        work.Check(arena);

        return
        [
            .. this.MeasureForward(context, work, forward),
            .. this.MeasureBoth(context, work, forward, backward),
            this.CountMemory(context, work),
        ];
    }

    private IEnumerable<Measurement> MeasureForward(BenchmarkContext context, AttentionWork work, KernelRun forward)
    {
        using InProcessContender weft = new("Weft", forward.Run);
        using Ways runtime = new(OnnxRuntimePeer.CreateAttention(work.Heads, work.HeadSize, work.Length, context.Threads));
        ContestResult result = context.Compete([weft, .. runtime.Contenders], context.Peak, isShort: true);
        Contender best = result.BestOf(runtime.Contenders);

        return [.. Measurements.Of(this.Name, context.Threads, [weft, best], result, Quantity.Arithmetic(4 * work.Multiplications, $"forward, T = {work.Length}"))];
    }

    private IEnumerable<Measurement> MeasureBoth(BenchmarkContext context, AttentionWork work, KernelRun forward, KernelRun backward)
    {
        using InProcessContender both = new("Weft", () =>
        {
            forward.Run();
            backward.Run();
        });
        ContestResult result = context.Compete([both], context.Peak, isShort: true);

        return
        [
            .. Measurements.Of(
                this.Name, context.Threads, [both], result,
                Quantity.Arithmetic(14 * work.Multiplications, $"forward and backward, T = {work.Length}"),
                Quantity.Milliseconds($"forward and backward, T = {work.Length}")),
        ];
    }

    // What is reserved is all there is: kernels allocate nothing.
    private Measurement CountMemory(BenchmarkContext context, AttentionWork work)
    {
        double bytes = sizeof(float) * (work.StatisticFloats + ((double)work.ScratchFloats * context.Threads));
        double allowed = (BytesPerHeadAndToken * work.Heads * work.Length) + (BytesPerThread * context.Threads);

        return new Measurement
        {
            Benchmark = this.Name,
            Threads = context.Threads,
            Metric = $"extra memory, T = {work.Length}",
            Unit = "KB",
            Value = bytes / 1024,
            Min = bytes / 1024,
            Max = bytes / 1024,
            Limit = allowed / 1024,
            FractionOfLimit = bytes / allowed,
        };
    }
}
