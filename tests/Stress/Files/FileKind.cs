using System;

namespace Weft.Stress.Files;

/// <summary>A file that is right, and what reads it.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Path">Where the reader looks for it.</param>
/// <param name="Bytes">What is in it.</param>
/// <param name="Read">Reads all of it.</param>
/// <param name="IsSealed">Whether a checksum tells of every change.</param>
internal sealed record FileKind(string Name, string Path, byte[] Bytes, Action Read, bool IsSealed = false);
