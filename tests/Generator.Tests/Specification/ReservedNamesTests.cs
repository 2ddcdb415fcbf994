using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Specification;

/// <summary>A model named like a member of its own class would not compile, and has to be refused; any other name will do.</summary>
public sealed class ReservedNamesTests
{
    private const string OfImages = """
        model: SomeModel
        architecture: encoder
        image: {height: 4, width: 4, patch: 2}
        output: hidden
        d_model: 8
        layers: 1
        heads: 1
        positional_encoding: learned
        """;

    [Fact]
    public void Names_AreThoseOfTheClassesMembers()
    {
        string[][] variants = [["training: {batch: 2, length: 4}"], ["training: {batch: 2, length: 4, train: [output.weight]}"], ["architecture: encoder-decoder"], ["architecture: encoder", "outputs: 3"]];
        IEnumerable<string> members = variants.Select(static lines => Specs.TinyWith(["model: SomeModel", .. lines])).Append(OfImages)
            .SelectMany(static text => Members(Specs.Read(text).Specification!));

        Assert.Equal(members.Distinct().Order(), ReservedNames.Members.Order());
    }

    [Theory]
    [InlineData("Workers")]
    [InlineData("Vector512")]
    [InlineData("IKernels")]
    [InlineData("Team")]
    [InlineData("nint")]
    public void NamesOfWhatGeneratedCodeUses_AreFree(string name) => Assert.Empty(Specs.Read(Specs.TinyWith($"model: {name}")).Problems);

    /// <summary>A class of that name would hide the namespace.</summary>
    [Theory]
    [InlineData("Weft", "")]
    [InlineData("System", "")]
    [InlineData("Kernels", "Weft")]
    public void Names_OfNamespaces_AreRefusedWhereTheyWouldHideThem(string name, string rootNamespace)
    {
        string text = Specs.TinyWith($"model: {name}");
        SpecificationProblem problem = Assert.Single(SpecificationReader.Read("tiny.yaml", text, rootNamespace).Problems);

        Assert.Equal("WEFT011", problem.Id);
        Assert.Equal("(1,8)", problem.ToString()[9..14]);
        Assert.Empty(SpecificationReader.Read("tiny.yaml", text, "Acme").Problems);
    }

    private static IEnumerable<string> Members(ModelSpecification model) =>
        ModelCompiler.Compile(model, CancellationToken.None)
            .SelectMany(static source => CSharpSyntaxTree.ParseText(source.Text).GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>())
            .Where(static type => type.Identifier.Text == "SomeModel").SelectMany(static type => type.Members).SelectMany(NamesOf)
            .Where(static name => name != "SomeModel");

    private static IEnumerable<string> NamesOf(SyntaxNode node) => node switch
    {
        BaseTypeDeclarationSyntax type => [type.Identifier.Text],
        MethodDeclarationSyntax { ExplicitInterfaceSpecifier: null } method => [method.Identifier.Text],
        PropertyDeclarationSyntax property => [property.Identifier.Text],
        BaseFieldDeclarationSyntax field => field.Declaration.Variables.Select(static variable => variable.Identifier.Text),
        _ => [],
    };
}
