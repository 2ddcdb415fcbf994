using System.Linq;
using Weft.Generator.Emission;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;

namespace Weft.Generator.Pipeline;

/// <summary>The file of a method that models share, or the failure to print it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Source">Its file; null after a failure.</param>
/// <param name="Failure">What went wrong; null where nothing did.</param>
internal sealed record MethodOutput(SharedMethod Method, GeneratedSource? Source, CompilerFailure? Failure)
{
    /// <summary>Whether it can be compiled: it and all that it calls have text.</summary>
    public bool IsWhole(EquatableArray<MethodOutput> failed) =>
        this.Source is not null && !failed.Any(other => this.Method.Reaches(other.Method));
}
