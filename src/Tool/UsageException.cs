using System;

namespace Weft.Tool;

/// <summary>A command that cannot be understood; the message says which part of it.</summary>
internal sealed class UsageException(string message) : Exception(message);
