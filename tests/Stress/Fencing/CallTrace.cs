using System;
using System.Collections.Generic;
using System.IO;
using System.IO.MemoryMappedFiles;

namespace Weft.Stress.Fencing;

/// <summary>The last operands that each thread was given, in a file: what is left of a process that has touched a fence.</summary>
internal sealed unsafe class CallTrace : IDisposable
{
    private const int Threads = 64;
    private const int Kept = 64;
    private const int Bytes = Threads * (Kept + 1) * sizeof(int);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int* _numbers;

    /// <param name="path">The file; it is made anew.</param>
    public CallTrace(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, Bytes);
        _view = _file.CreateViewAccessor();
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _numbers = (int*)start;
    }

    /// <summary>Writes an operand down, as one of this thread.</summary>
    public void Write(int operand)
    {
        int* own = _numbers + (Environment.CurrentManagedThreadId % Threads * (Kept + 1));
        own[1 + (own[0]++ % Kept)] = operand + 1;
    }

    /// <summary>The operands that a file has, of each thread the last one first.</summary>
    public static IEnumerable<int> Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);

        for (int thread = 0; thread < Threads; thread++)
        {
            int first = thread * (Kept + 1);
            int count = Number(first);

            for (int i = count - 1; i >= Math.Max(0, count - Kept); i--)
            {
                yield return Number(first + 1 + (i % Kept)) - 1;
            }
        }

        int Number(int index) => BitConverter.ToInt32(bytes, index * sizeof(int));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
