using System;

namespace Weft.Samples;

/// <summary>A command line that asks for something impossible; the message is a sentence for the user.</summary>
internal sealed class UsageException(string message) : Exception(message);
