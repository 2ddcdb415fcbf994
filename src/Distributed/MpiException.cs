using System;
using System.IO;

namespace Weft.Distributed;

/// <summary>MPI cannot be used: it is not installed, or this process was not started as it needs.</summary>
public sealed class MpiException : IOException
{
    internal MpiException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
