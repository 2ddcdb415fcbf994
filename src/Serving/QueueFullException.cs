using System;

namespace Weft.Serving;

/// <summary>As many requests wait as may: this one was not taken, and may be tried again later. A server answers 429.</summary>
public sealed class QueueFullException : Exception
{
    internal QueueFullException(int capacity)
        : base($"{capacity} requests are waiting already, as many as may (`QueueCapacity`).") => this.Capacity = capacity;

    /// <summary>Requests that may wait.</summary>
    public int Capacity { get; }
}
