using System;
using System.IO;

namespace Weft.Import;

/// <summary>A folder that cannot be imported; the message names the file, the place in it and the reason.</summary>
public sealed class ImportException : IOException
{
    /// <param name="path">The file or folder.</param>
    /// <param name="problem">What is wrong, as a sentence.</param>
    /// <param name="innerException">The cause, if another exception is.</param>
    internal ImportException(string path, string problem, Exception? innerException = null)
        : base($"{path}: {problem}", innerException)
    {
    }
}
