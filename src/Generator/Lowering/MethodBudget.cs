namespace Weft.Generator.Lowering;

/// <summary>
/// What a generated method may hold. Past 20,000 IL instructions RyuJIT silently drops a method to MinOpts, past some 900
/// temporaries its inliner gives up: either costs a factor of ten. The limits keep a wide distance from both.
/// </summary>
internal static class MethodBudget
{
    /// <summary>Multiply-adds, each about 17 IL instructions with its loads.</summary>
    public const int MultiplyAdds = 700;

    /// <summary>Locals; beyond 255 every access costs two more instructions.</summary>
    public const int Locals = 128;

    /// <summary>Statements: at some 20 IL instructions each, 12,000 instructions.</summary>
    public const int Statements = 600;

    /// <summary>
    /// Calls of blocks in a chain: at up to 60 IL instructions each, for literal offsets into several arenas, 8,000 instructions.
    /// </summary>
    public const int ChainCalls = 128;
}
