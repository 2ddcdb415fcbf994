using System;
using Weft.Generator.Specification;

namespace Weft.Generator.Lowering;

/// <summary>
/// An operation was lowered to something that cannot be: a defect of Weft, found before any text exists. The message names the operation or
/// the kernel.
/// </summary>
internal sealed class LoweringException(string message, Exception? inner = null) : KeyedException(message, inner);
