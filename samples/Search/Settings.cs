using System;
using System.IO;

namespace Weft.Samples;

/// <summary>What the command line asks for.</summary>
internal sealed record Settings
{
    /// <summary>What to look for.</summary>
    public string Question { get; init; } = string.Empty;

    /// <summary>A file or folder to search; null for the plays that the program carries.</summary>
    public string? Text { get; init; }

    /// <summary>Passages to print.</summary>
    public int Count { get; init; } = 5;

    /// <summary>Where weights and indices are kept.</summary>
    public string Folder { get; init; } = Path.Combine(AppContext.BaseDirectory, "index");

    /// <summary>Threads to run on; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>Whether to explain the options and do nothing else.</summary>
    public bool Help { get; init; }
}
