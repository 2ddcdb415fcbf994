using System;

namespace Weft.Conformance.HuggingFace;

/// <summary>A case that nothing here can compare yet; the message says why.</summary>
internal sealed class HuggingFaceSkipException(string message) : Exception(message);
