using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Generator.Lowering;

/// <summary>Which vector functions a file has, and in which order: the same for the same functions, whoever calls them first.</summary>
internal static class VectorFunctionOrder
{
    /// <summary>
    /// Functions and all that they call, each once: by family, then by name, and what a function calls before the function.
    /// </summary>
    /// <exception cref="LoweringException">Two functions that differ would be one method.</exception>
    public static IReadOnlyList<VectorFunction> Close(IEnumerable<VectorFunction> functions)
    {
        Dictionary<string, VectorFunction> present = new(StringComparer.Ordinal);

        foreach (VectorFunction function in functions)
        {
            Collect(present, function);
        }

        IEnumerable<VectorFunction> sorted = present.Values.OrderBy(static function => function.Family)
            .ThenBy(static function => function.Name, StringComparer.Ordinal);
        List<VectorFunction> ordered = [];

        foreach (VectorFunction function in sorted)
        {
            Append(ordered, function);
        }

        return ordered;
    }

    private static void Collect(Dictionary<string, VectorFunction> present, VectorFunction function)
    {
        if (!present.TryGetValue(function.Name, out VectorFunction? other))
        {
            present.Add(function.Name, function);

            foreach (VectorFunction callee in function.Callees)
            {
                Collect(present, callee);
            }
        }
        else if (!other.Equals(function))
        {
            throw new LoweringException($"Two vector functions share the name {function.Name}: {other} and {function}.");
        }
    }

    private static void Append(List<VectorFunction> ordered, VectorFunction function)
    {
        if (ordered.Contains(function))
        {
            return;
        }

        foreach (VectorFunction callee in function.Callees)
        {
            Append(ordered, callee);
        }

        ordered.Add(function);
    }
}
