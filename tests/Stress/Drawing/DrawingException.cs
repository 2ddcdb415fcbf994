using System;

namespace Weft.Stress.Drawing;

/// <summary>The drawer and the generator do not come to terms: one of them is wrong.</summary>
internal sealed class DrawingException(string message) : Exception(message);
