namespace Weft.Generator.Targets;

/// <summary>An expression that not every processor has an instruction for.</summary>
/// <param name="Text">The expression with the instruction.</param>
/// <param name="Condition">The question whether the processor has it; null where it need not be asked.</param>
/// <param name="Fallback">The same value without the instruction; null where there is no question.</param>
internal sealed record Guarded(string Text, string? Condition = null, string? Fallback = null);
