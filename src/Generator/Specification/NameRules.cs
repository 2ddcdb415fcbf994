using System;
using System.Linq;
using Weft.Generator.Diagnostics;

namespace Weft.Generator.Specification;

/// <summary>The rules for a model's name together with its namespace, which the project may have given.</summary>
internal static class NameRules
{
    /// <summary>Adds the broken rule.</summary>
    public static void Check(ModelSpecification specification, Section top, Problems problems)
    {
        if (ReservedNames.Namespaces.Contains(specification.FullName))
        {
            Refuse(specification.FullName, NameKey.UsedOtherwise, top, problems);
        }
        else if (IsHiddenByItsNamespace(specification))
        {
            string objection = "its namespace begins with that name, and C# would take it for the namespace; name the model "
                + $"'{specification.Model}Model', or give it another 'namespace', or the project another RootNamespace";
            Refuse(specification.Model, objection, top, problems);
        }
    }

    // C# looks for a name among namespaces before it looks into those that a file is using. Only code within the namespace would see the
    // class.
    private static bool IsHiddenByItsNamespace(ModelSpecification specification) =>
        specification.Namespace.Split('.')[0].Equals(specification.Model, StringComparison.Ordinal);

    private static void Refuse(string name, string objection, Section top, Problems problems) => problems.Add(
        DiagnosticDescriptors.InvalidName, top.ValueSpan(SpecificationKeys.Model), SpecificationKeys.Model.FullName, name, objection);
}
