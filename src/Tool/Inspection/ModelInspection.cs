using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;
using Weft.Tool.Compilation;

namespace Weft.Tool.Inspection;

/// <summary>What a specification comes to: everything that <c>weft inspect</c> prints, whatever the format.</summary>
internal sealed record ModelInspection
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>The generated class.</summary>
    public required string Model { get; init; }

    /// <summary>As the file says it.</summary>
    public required string Architecture { get; init; }

    /// <summary>The hash that generated files and checkpoints carry.</summary>
    public required string Specification { get; init; }

    /// <summary>Whether the output projection is an embedding table, and counts as that.</summary>
    public required bool IsTied { get; init; }

    /// <summary>Elements of the parameters.</summary>
    public required ParameterCounts Parameters { get; init; }

    /// <summary>Bytes of the arenas.</summary>
    public required ImmutableArray<MemorySizes> Memory { get; init; }

    /// <summary>Floating-point operations per token.</summary>
    public required ImmutableArray<OperationCounts> Operations { get; init; }

    /// <summary>The generated files and their bytes.</summary>
    public required ImmutableArray<(string Name, int Bytes)> Files { get; init; }

    /// <summary>The instruction sets of the specification, best first.</summary>
    public required ImmutableArray<string> InstructionSets { get; init; }

    /// <summary>The kernels in their families.</summary>
    public required ImmutableArray<KernelUse> Kernels { get; init; }

    /// <summary>Reads, compiles and measures a spec file.</summary>
    /// <exception cref="System.IO.IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidSpecificationException">The file has problems.</exception>
    public static ModelInspection Create(string path)
    {
        (ModelSpecification specification, ModelProgram program, ModelBuild build) = SpecificationCompiler.Compile(path);

        return new ModelInspection
        {
            Path = path,
            Model = specification.FullName,
            Architecture = SpecificationKeys.Architecture.NameOf(specification.Architecture),
            Specification = program.Identity.Hash,
            IsTied = specification.TieEmbeddings,
            Parameters = ParameterCounts.Of(program),
            Memory = [.. MemorySizes.Of(program)],
            Operations = [.. OperationCounts.Of(specification, program)],
            Files = [.. build.Sources.Select(static source => (source.HintName, Encoding.UTF8.GetByteCount(source.Text)))],
            InstructionSets = [.. program.Targets.Select(static set => set.Name)],
            Kernels = KernelUse.Of(program),
        };
    }
}
