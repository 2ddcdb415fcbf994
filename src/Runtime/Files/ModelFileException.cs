using System;
using System.IO;

namespace Weft;

/// <summary>A file that is damaged, or that holds something else than it should; the message names the file and the place in it.</summary>
public sealed class ModelFileException : IOException
{
    /// <param name="path">The file.</param>
    /// <param name="problem">What is wrong, as a sentence.</param>
    /// <param name="tensorName">The tensor it is wrong with, if it is one.</param>
    /// <param name="innerException">The cause, if another exception is.</param>
    internal ModelFileException(string path, string problem, string? tensorName = null, Exception? innerException = null)
        : base(tensorName is null ? $"{path}: {problem}" : $"{path}: tensor '{tensorName}': {problem}", innerException)
    {
        this.Path = path;
        this.TensorName = tensorName;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The tensor in question; null where the whole file is.</summary>
    public string? TensorName { get; }
}
