using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Diagnostics;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Pipeline;

/// <summary>
/// Members that a project's part of a model's class has, and the model too. The compiler would report them in the generated part, which
/// nobody can change.
/// </summary>
internal static class ClashingMembers
{
    // The methods of every model, with the types of their parameters: others of their names are overloads.
    private static readonly Dictionary<string, string> Methods = new()
    {
        ["CreateEmpty"] = "",
        ["Initialize"] = "ulong",
        ["Load"] = "string",
        ["LoadAverage"] = "ReadOnlySpan<string>",
        ["StartTraining"] = "Workers",
        ["StartInference"] = "Workers",
    };

    private static readonly string[] Others = ["Inference", "Shape"];

    /// <summary>The problems, in the project's part.</summary>
    public static EquatableArray<SpecificationProblem> Find(LoweredModel model, ImmutableArray<PartialMember> members)
    {
        if (model.Program is not ModelProgram program)
        {
            return EquatableArray<SpecificationProblem>.Empty;
        }

        string name = program.Identity.FullName;

        return members.Where(member => member.Type == name && Clashes(program, member)).Select(member => new SpecificationProblem(
            DiagnosticDescriptors.ClashingMember, ImmutableArray.Create(member.Name, name), member.Location)).ToImmutableArray();
    }

    private static bool Clashes(ModelProgram program, PartialMember member) => Methods.TryGetValue(member.Name, out string? parameters)
        ? member.Parameters is null || member.Parameters == parameters
        : Others.Contains(member.Name) || program.Constants.Any(constant => constant.Name == member.Name);
}
