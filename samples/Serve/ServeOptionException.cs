using System;

namespace Weft.Samples;

/// <summary>An option is out of its range; the message names it.</summary>
internal sealed class ServeOptionException(string message) : Exception(message);
