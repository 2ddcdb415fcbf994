using System;
using System.Globalization;
using System.Linq;
using Weft.Generator.Text;

namespace Weft.Generator.Specification;

/// <summary>
/// A short hash of everything in a spec that decides parameters and arithmetic: FNV-1a, 64 bits, over its values as text.
/// </summary>
internal static class SpecificationHash
{
    public static string Of(ModelSpecification specification)
    {
        ulong hash = 14695981039346656037;

        foreach (char character in Values(specification))
        {
            hash = unchecked((hash ^ character) * 1099511628211);
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    // Checkpoints carry the hash: names of members, and the order of the table, are part of it. A later key is there by its name where a
    // model has a use for it, so that no two of them are taken for each other.
    private static string Values(ModelSpecification model) => string.Join(
        ";",
        SpecificationKeys.Values
            .Where(key => key.Meaning.Effect != KeyEffect.None && (!key.Meaning.IsLater || key.Meaning.AppliesTo(model)))
            .Select(key => (key.Meaning.IsLater ? $"{key.FullName}: " : "") + Text(key.Meaning.ValueIn(model))));

    // .NET Framework, which Visual Studio runs generators on, prints floats with fewer digits than Literal.
    private static string Text(object? value) =>
        value is float number ? Literal.Float(number) : Convert.ToString(value, CultureInfo.InvariantCulture);
}
