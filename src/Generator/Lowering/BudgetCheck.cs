namespace Weft.Generator.Lowering;

/// <summary>Holds what a kernel's writer has counted against <see cref="MethodBudget"/>.</summary>
internal static class BudgetCheck
{
    /// <exception cref="LoweringException">The kernel is over its budget: a shape that no tiling was planned for.</exception>
    public static void Verify(Kernel kernel, CodeSize size)
    {
        Verify(kernel, "multiply-adds", size.MultiplyAdds, MethodBudget.MultiplyAdds);
        Verify(kernel, "locals", size.Locals, MethodBudget.Locals);
        Verify(kernel, "statements", size.Statements, MethodBudget.Statements);
    }

    private static void Verify(Kernel kernel, string what, int count, int limit)
    {
        if (count > limit)
        {
            throw new LoweringException($"The kernel {kernel.Name} has {count} {what}; {limit} are allowed.");
        }
    }
}
