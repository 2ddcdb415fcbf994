using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Pipeline;

/// <summary>A member of a class that a project declares in parts, of a name that members of models have.</summary>
/// <param name="Type">The class with its namespace.</param>
/// <param name="Name">The member.</param>
/// <param name="Parameters">The types of a method's parameters, as <c>string, int</c>; null for what is no method.</param>
/// <param name="Location">Its name in the file.</param>
internal sealed record PartialMember(string Type, string Name, string? Parameters, SpecificationLocation Location)
{
    /// <summary>Whether a node is worth a look: all that is asked of most nodes of a project.</summary>
    public static bool IsCandidate(SyntaxNode node) =>
        node is ClassDeclarationSyntax { Members.Count: > 0, Parent: not TypeDeclarationSyntax } type
        && type.Modifiers.Any(SyntaxKind.PartialKeyword);

    /// <summary>The members of a part.</summary>
    public static EquatableArray<PartialMember> Of(ClassDeclarationSyntax part)
    {
        IEnumerable<string> spaces = part.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().Reverse()
            .Select(static space => space.Name.ToString());
        string type = string.Join(".", spaces.Append(part.Identifier.ValueText));

        return new EquatableArray<PartialMember>(
        [
            .. from member in part.Members
               from name in NamesOf(member)
               where ReservedNames.Members.Contains(name.ValueText)
               select new PartialMember(type, name.ValueText, ParametersOf(member), PlaceOf(name)),
        ]);
    }

    private static IEnumerable<SyntaxToken> NamesOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax { ExplicitInterfaceSpecifier: null } method => [method.Identifier],
        PropertyDeclarationSyntax { ExplicitInterfaceSpecifier: null } property => [property.Identifier],
        EventDeclarationSyntax { ExplicitInterfaceSpecifier: null } declared => [declared.Identifier],
        BaseTypeDeclarationSyntax type => [type.Identifier],
        DelegateDeclarationSyntax type => [type.Identifier],
        BaseFieldDeclarationSyntax field => field.Declaration.Variables.Select(static variable => variable.Identifier),
        _ => [],
    };

    private static string? ParametersOf(MemberDeclarationSyntax member) => member is MethodDeclarationSyntax method
        ? string.Join(", ", method.ParameterList.Parameters.Select(static parameter => TypeOf(parameter.Type)))
        : null;

    // Without namespaces and marks for null: enough to tell overloads of one name apart.
    private static string TypeOf(TypeSyntax? type) => type switch
    {
        NullableTypeSyntax nullable => TypeOf(nullable.ElementType),
        QualifiedNameSyntax name => name.Right.ToString(),
        _ => $"{type}",
    };

    private static SpecificationLocation PlaceOf(SyntaxToken name)
    {
        Location location = name.GetLocation();

        return new SpecificationLocation(location.GetLineSpan().Path, location.SourceSpan, location.GetLineSpan().Span);
    }
}
