using System.Linq;
using Weft.Benchmarks.Compilation;
using Weft.Benchmarks.Peers;
using Weft.Benchmarks.Suite;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Xunit;
using NormGradientOperation = Weft.Benchmarks.Suite.NormGradientOperation;

namespace Weft.Benchmarks.Tests;

/// <summary>Kernels whose matrices are so large that their results are stored past the caches, beside System.Numerics.Tensors.</summary>
public sealed class StreamedRowsTests
{
    // 33.6 MB in and out; the last group of four rows is not whole.
    private static readonly RowShape Shape = new(8198, 512);

    private static readonly RowOperation[] Operations =
        [new LayerNormOperation(), new RmsNormOperation(), new NormGradientOperation(isCentered: true), new NormGradientOperation(isCentered: false), new SoftmaxOperation()];

    [Fact]
    public void Rows_AreTheSame()
    {
        Assert.True(2 * Shape.Bytes >= Caches.All);
        RowWork[] works = [.. Operations.Select(static operation => operation.Create(Shape))];
        KernelItem[] items = KernelLibrary.Compile([.. works.Select(static work => work.Kernel)]);
        using Workers workers = new(3);

        for (int i = 0; i < works.Length; i++)
        {
            using NativeArena arena = works[i].Arena.Allocate();
            using KernelRun run = new(works[i].Kernel, items[i], workers, arena);
            TensorRows peer = new(Shape.Rows, Shape.Columns, RowPlan.Block, Operations[i].Peer, workers);
            run.Run();
            peer.Run();
            works[i].CheckSame(arena, peer);
        }
    }
}
