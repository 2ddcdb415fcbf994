using System;
using System.Text.RegularExpressions;
using Weft.Generator.Planning;

namespace Weft.Generator.Lowering;

/// <summary>Holds the text of a generated method against <see cref="MethodBudget"/>.</summary>
internal static class BudgetCheck
{
    private static readonly Regex MultiplyAdd = new(@"FusedMultiplyAdd\(|\) \+ |\* .* \+ ", RegexOptions.CultureInvariant);
    private static readonly Regex Local = new(@"(?<![(\w])(?:Vector\d+<\w+>|float\*?|nint|uint|int) \w+ =", RegexOptions.CultureInvariant);

    /// <exception cref="InvalidOperationException">The method is over its budget: a shape that no tiling was planned for.</exception>
    public static void Verify(string method, string text)
    {
        Verify(method, "multiply-adds", MultiplyAdd.Matches(text).Count, MethodBudget.MultiplyAdds);
        Verify(method, "locals", Local.Matches(text).Count, MethodBudget.Locals);
        Verify(method, "statements", text.Split(';').Length - 1, MethodBudget.Statements);
    }

    private static void Verify(string method, string what, int count, int limit)
    {
        if (count > limit)
        {
            throw new InvalidOperationException($"The generated method {method} has {count} {what}; {limit} are allowed.");
        }
    }
}
