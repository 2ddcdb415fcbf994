using System;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Xunit;

namespace Weft.Runtime.Tests.Threading;

public sealed class HardwareProbeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void MeasurePeak_AnyThreads_PlausibleFigure(int threads)
    {
        using Workers workers = new(threads);

        double peak = HardwareProbe.MeasurePeak(workers, TimeSpan.FromMilliseconds(50));

        Assert.InRange(peak, 0.01, 1000 * threads);
        Assert.Throws<ArgumentOutOfRangeException>(() => HardwareProbe.MeasurePeak(workers, TimeSpan.Zero));
    }

    /// <summary>Halves and sums of halves are exact: every vector comes to the same, each of the twelve chains to one.</summary>
    [Fact]
    public void MultiplyAdds_OfEveryVector_SameResult()
    {
        double scalars = MultiplyAdds.Run<Vector128<float>, PortableMultiplyAdd>(out float result) / Vector128<float>.Count;

        Assert.Equal(12f, result);
        Assert.Equal(2.0 * 20_000 * 12, scalars);
        Assert.Equal(0, MultiplyAdds.Run(out float widest) % scalars);
        Assert.Equal(12f, widest);

        if (Fma.IsSupported)
        {
            Assert.Equal(scalars * Vector256<float>.Count, MultiplyAdds.Run<Vector256<float>, Avx2MultiplyAdd>(out result));
            Assert.Equal(12f, result);
        }

        if (Avx512F.IsSupported)
        {
            Assert.Equal(scalars * Vector512<float>.Count, MultiplyAdds.Run<Vector512<float>, Avx512MultiplyAdd>(out result));
            Assert.Equal(12f, result);
        }
    }
}
