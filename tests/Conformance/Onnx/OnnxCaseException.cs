using System;

namespace Weft.Conformance.Onnx;

/// <summary>A case that cannot be run: its file is damaged, or its tensors do not fit together.</summary>
internal sealed class OnnxCaseException(string message) : Exception(message)
{
    /// <summary>Throws where a case is not as its operator asks for.</summary>
    public static void ThrowUnless(bool condition, string message)
    {
        if (!condition)
        {
            throw new OnnxCaseException(message);
        }
    }
}

/// <summary>A case that no kernel is for; the message says why.</summary>
internal sealed class OnnxSkippedException(string message) : Exception(message);
