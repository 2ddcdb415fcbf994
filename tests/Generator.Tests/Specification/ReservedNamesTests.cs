using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Specification;

/// <summary>A model named like something that its own generated code uses would not compile, and has to be refused.</summary>
public sealed class ReservedNamesTests
{
    [Theory]
    [InlineData("training: {batch: 2, length: 4}", "dropout: 0.1", "activation: gelu", "label_smoothing: 0.1")]
    [InlineData("positional_encoding: learned", "tie_embeddings: true", "norm_placement: pre", "training: {tokens: 8, length: 4}")]
    [InlineData("output_bias: true", "bias: false")]
    [InlineData("positional_encoding: alibi", "heads: 2")]
    public void Names_UsedByGeneratedCode_AreReserved(params string[] lines)
    {
        ModelSpecification model = Specs.Read(Specs.TinyWith(["model: SomeModel", .. lines])).Specification!;
        SyntaxNode[] nodes =
        [
            .. ModelCompiler.Compile(model, CancellationToken.None)
                .SelectMany(static source => CSharpSyntaxTree.ParseText(source.Text).GetRoot().DescendantNodes()),
        ];
        IEnumerable<string> members = nodes.Where(static node => node.Parent is ClassDeclarationSyntax { Parent: BaseNamespaceDeclarationSyntax }).SelectMany(NamesOf);

        // What the model declares further in, and type parameters, are found before anything of the namespace.
        IEnumerable<string> used = nodes.OfType<SimpleNameSyntax>().Where(IsLookedUp).Select(static name => name.Identifier.Text)
            .Except(nodes.SelectMany(NamesOf));
        string[] unreserved = [.. members.Concat(used).Where(static name => name != "SomeModel" && !ReservedNames.Contains(name)).Distinct().Order()];

        Assert.True(unreserved.Length == 0, $"Add to ReservedNames: \"{string.Join("\", \"", unreserved)}\"");
    }

    private static bool IsLookedUp(SimpleNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access => access.Name != name,
        AssignmentExpressionSyntax assignment => assignment.Parent is not InitializerExpressionSyntax || assignment.Left != name,
        QualifiedNameSyntax or NameColonSyntax or UsingDirectiveSyntax or BaseNamespaceDeclarationSyntax => false,
        _ => true,
    };

    private static IEnumerable<string> NamesOf(SyntaxNode node) => node switch
    {
        BaseTypeDeclarationSyntax type => [type.Identifier.Text],
        MethodDeclarationSyntax method => [method.Identifier.Text],
        PropertyDeclarationSyntax property => [property.Identifier.Text],
        BaseFieldDeclarationSyntax field => field.Declaration.Variables.Select(static variable => variable.Identifier.Text),
        LocalDeclarationStatementSyntax local => local.Declaration.Variables.Select(static variable => variable.Identifier.Text),
        VariableDeclaratorSyntax variable => [variable.Identifier.Text],
        ParameterSyntax parameter => [parameter.Identifier.Text],
        TypeParameterSyntax parameter => [parameter.Identifier.Text],
        SingleVariableDesignationSyntax designation => [designation.Identifier.Text],
        _ => [],
    };
}
