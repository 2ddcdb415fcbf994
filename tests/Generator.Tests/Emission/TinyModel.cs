using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Weft.Generator.Emission;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Generator.Tests.Emission;

/// <summary>
/// The generated files of the smallest trainable decoder, d_model 8 and one layer of one head, with some options changed: what snapshots
/// are taken of, a method or two at a time.
/// </summary>
internal sealed class TinyModel
{
    private const string Text = """
        model: Tiny
        architecture: decoder
        vocabulary: 11
        max_length: 4
        d_model: 8
        layers: 1
        heads: 1
        training: {batch: 2, length: 4}
        instruction_sets: [avx2]

        """;

    private TinyModel(ModelSpecification specification, ImmutableArray<GeneratedSource> sources)
    {
        this.Specification = specification;
        this.Sources = sources;
    }

    public ModelSpecification Specification { get; }

    public ImmutableArray<GeneratedSource> Sources { get; }

    /// <summary>Compiles the model with other lines: one replaces the line of its key, or comes last.</summary>
    public static TinyModel Compile(params string[] lines) => Compile(Read(lines));

    /// <summary>Compiles a specification.</summary>
    public static TinyModel Compile(ModelSpecification specification) =>
        new(specification, ModelCompiler.Compile(specification, CancellationToken.None));

    /// <summary>The model's files with these kernels in the place of its own: options that no line of a spec asks for.</summary>
    public static TinyModel Of(params Kernel[] kernels)
    {
        ModelSpecification specification = Read();
        KernelSet set = new();

        foreach (Kernel kernel in kernels)
        {
            set.Add(kernel);
        }

        return new TinyModel(specification, [.. TargetSelection.Of(specification.InstructionSets).SelectMany(set.Methods).Select(KernelPrinter.Print)]);
    }

    /// <summary>The specification with other lines; an empty value takes the line of its key away.</summary>
    public static ModelSpecification Read(params string[] lines)
    {
        string text = string.Join("\n", Specs.With(Text, lines).Split('\n').Where(static line => !line.EndsWith(':')));
        SpecificationResult result = Specs.Read(text);
        Assert.Empty(result.Problems);

        return result.Specification!;
    }

    /// <summary>One whole file, by the middle of its hint name; the model's main file has none.</summary>
    public GeneratedSource File(string part)
    {
        GeneratedSource file = this.Find(part);

        return file with { Text = this.Scrub(file.Text) };
    }

    /// <summary>One file without a method that other snapshots show.</summary>
    public GeneratedSource FileWithout(string part, string method)
    {
        GeneratedSource file = this.Find(part);
        MethodDeclarationSyntax node = Methods(file.Text).Single(node => node.Identifier.Text == method);

        return file with { Text = this.Scrub(file.Text.Remove(node.FullSpan.Start, node.FullSpan.Length)) };
    }

    /// <summary>Kernels and functions of an instruction set, as they stand in their files but for the indentation.</summary>
    /// <param name="part">What they are, and the set: <c>LayerNorm.Avx2</c>.</param>
    /// <param name="names">Their methods.</param>
    public GeneratedSource Kernels(string part, params string[] names)
    {
        string set = part[(part.IndexOf('.', StringComparison.Ordinal) + 1)..];

        return Selected(part, this.Sources.Where(source => source.HintName.EndsWith($".{set}.g.cs", StringComparison.Ordinal)), names);
    }

    /// <summary>Methods of one file, as they stand there but for the indentation.</summary>
    public GeneratedSource Methods(string part, params string[] names) => Selected(part, [this.Find(part)], names);

    private static GeneratedSource Selected(string part, IEnumerable<GeneratedSource> sources, string[] names)
    {
        ILookup<string, string> methods = sources.SelectMany(static source => Methods(source.Text))
            .ToLookup(static node => node.Identifier.Text, static node => Unindented(node.ToFullString()), StringComparer.Ordinal);
        Assert.All(names, name => Assert.True(methods.Contains(name), $"{part} has no {name}; it has {string.Join(", ", methods.Select(static group => group.Key))}."));

        return new GeneratedSource($"{part}.cs", string.Join("\n", names.SelectMany(name => methods[name])));
    }

    private static IEnumerable<MethodDeclarationSyntax> Methods(string text) =>
        CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>();

    private static string Unindented(string text)
    {
        string[] lines = text.TrimStart('\n').TrimEnd().Split('\n');
        int indentation = lines[0].Length - lines[0].TrimStart().Length;

        return string.Join("\n", lines.Select(line => line.Length == 0 ? line : line[indentation..])) + "\n";
    }

    private GeneratedSource Find(string part)
    {
        ModelIdentity model = ModelIdentity.Of(this.Specification);
        string hint = $"{model.FullName}.{(part.Length == 0 ? "" : $"{part}.")}g.cs";

        return this.Sources.Single(source => source.HintName == hint || source.HintName == $"{ModelIdentity.KernelNamespace}.{part}.g.cs");
    }

    // A new version, or a new key of the specification, changes no snapshot.
    private string Scrub(string text) => text
        .Replace(SpecificationHash.Of(this.Specification), "{hash}", StringComparison.Ordinal)
        .Replace($"Weft {GeneratedFile.Version}", "Weft {version}", StringComparison.Ordinal)
        .Replace($"\"{GeneratedFile.Version}\"", "\"{version}\"", StringComparison.Ordinal);
}
