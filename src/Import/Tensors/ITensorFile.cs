using System;
using System.Collections.Generic;

namespace Weft.Import.Tensors;

/// <summary>A file with tensors, whatever its format.</summary>
internal interface ITensorFile : IDisposable
{
    /// <summary>The file.</summary>
    string Path { get; }

    /// <summary>What is in it.</summary>
    IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>Reads a tensor as singles.</summary>
    float[] ReadSingles(string name);
}
