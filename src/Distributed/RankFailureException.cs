using System;
using System.IO;

namespace Weft.Distributed;

/// <summary>
/// Training of several ranks cannot go on: one of them failed, differs from the others or has left. All of them get the same message, so
/// that it is enough that one prints it.
/// </summary>
public sealed class RankFailureException : IOException
{
    internal RankFailureException(int rank, string message, Exception? innerException = null)
        : base($"Rank {rank}: {message}", innerException) => this.Rank = rank;

    /// <summary>The rank that failed; the lowest of several.</summary>
    public int Rank { get; }
}
