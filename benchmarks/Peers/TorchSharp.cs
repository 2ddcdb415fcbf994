using Weft.Benchmarks.Measuring;

namespace Weft.Benchmarks.Peers;

/// <summary>TorchSharp, which these benchmarks do not carry: its native library takes 480 MB, and loads only where libstdc++ is newer than Debian 12's.</summary>
internal static class TorchSharp
{
    /// <summary>The peer, absent.</summary>
    public static Contender Absent { get; } = new AbsentContender("TorchSharp", "needs GLIBCXX_3.4.32 and 480 MB, not carried");
}
