using System;

namespace Weft.Samples;

/// <summary>A sentence that cannot be translated; the message is a sentence for the user.</summary>
internal sealed class SentenceException(string message) : Exception(message);
