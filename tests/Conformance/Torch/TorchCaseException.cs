using System;

namespace Weft.Conformance.Torch;

/// <summary>A case that cannot be compared: its files do not fit together, or not the format.</summary>
internal sealed class TorchCaseException(string message) : Exception(message);
