using Weft.Generator.Planning;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>What the generator and the runtime must agree on without sharing an assembly.</summary>
public sealed class RowBlockTests
{
    [Fact]
    public void LargestBlock_IsWhatKernelsHaveRoomFor() => Assert.Equal(RowPlan.Block, RowBlocks.Size(int.MaxValue, threads: 1));
}
