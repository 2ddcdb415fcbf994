using System;

namespace Weft;

/// <summary>The transposed copies of the projections that input gradients read.</summary>
internal static class ParameterCopies
{
    /// <summary>Writes every copy anew from the parameters.</summary>
    public static void Refresh(TransformerModel model, NativeArena copies, Workers workers) => throw new NotSupportedException();
}
