using System.Collections.Immutable;
using System.Threading;
using Weft.Generator.Emission;
using Weft.Generator.Specification;

namespace Weft.Generator;

/// <summary>The rooms in their order: a validated specification in, C# files out. Pure: no I/O, no Roslyn types.</summary>
internal static class ModelCompiler
{
    public static ImmutableArray<GeneratedSource> Compile(ModelSpecification specification, CancellationToken cancellationToken)
    {
        return ImmutableArray<GeneratedSource>.Empty;
    }
}
