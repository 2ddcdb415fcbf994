using System;
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
}
