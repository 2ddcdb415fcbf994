using System.Globalization;
using Weft.Generator.Specification;

namespace Weft.Generator.Emission;

/// <summary>A short hash of everything in a spec that decides parameters and arithmetic: FNV-1a over the record's text, 64 bits.</summary>
internal static class SpecificationHash
{
    public static string Of(ModelSpecification specification)
    {
        // Where the spec stands and what the code may run on do not change the model.
        ModelSpecification model = specification with { FileName = string.Empty, Namespace = string.Empty, InstructionSets = InstructionSets.All };
        ulong hash = 14695981039346656037;

        foreach (char character in model.ToString())
        {
            hash = unchecked((hash ^ character) * 1099511628211);
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
