using System.Linq;
using Weft.Generator.Diagnostics;

namespace Weft.Generator.Specification;

/// <summary>The rule for a model's name together with its namespace, which the project may have given.</summary>
internal static class NameRules
{
    /// <summary>Adds the broken rule.</summary>
    public static void Check(ModelSpecification specification, Section top, Problems problems)
    {
        if (ReservedNames.Namespaces.Contains(specification.FullName))
        {
            problems.Add(
                DiagnosticDescriptors.InvalidName, top.ValueSpan(SpecificationKeys.Model), SpecificationKeys.Model.FullName,
                specification.FullName, NameKey.UsedOtherwise);
        }
    }
}
