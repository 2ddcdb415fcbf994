using System;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp;
using Weft.Generator.Diagnostics;

namespace Weft.Generator.Specification;

/// <summary>A C# identifier, or several joined by dots.</summary>
internal sealed class NameKey(string name, bool dotted) : ValueKey<string>(name)
{
    /// <summary>What is said of a name that generated code has a use for.</summary>
    public const string UsedOtherwise = "generated code uses this name for something else";

    public override string Expected => dotted ? "a namespace, such as Samples.Models" : "a class name, such as Tiny";

    public override object? Parse(YamlValue value, Problems problems)
    {
        if (value is not YamlScalar scalar)
        {
            return this.Mistyped(value, problems);
        }

        string[] parts = dotted ? scalar.Text.Split('.') : [scalar.Text];
        string? objection = parts.Select(this.Objection).FirstOrDefault(static found => found is not null);

        if (objection is null)
        {
            return scalar.Text;
        }

        problems.Add(DiagnosticDescriptors.InvalidName, scalar.Span, this.FullName, Wording.Show(scalar.Text), objection);

        return null;
    }

    protected override string Show(string value) => value;

    /// <summary>A namespace from a project's root namespace, which no compiler has checked: <c>my-app</c> becomes <c>my_app</c>.</summary>
    public static string Sanitize(string rootNamespace)
    {
        string[] parts = rootNamespace.Split(['.'], StringSplitOptions.RemoveEmptyEntries);

        return string.Join(".", parts.Select(SanitizePart));
    }

    private static string SanitizePart(string part)
    {
        string replaced = string.Concat(
            part.Select(static character => SyntaxFacts.IsIdentifierPartCharacter(character) ? character : '_'));

        bool isName = SyntaxFacts.IsIdentifierStartCharacter(replaced[0]) && !IsKeyword(replaced);

        return isName ? replaced : "_" + replaced;
    }

    // A class may not carry some of the contextual keywords either (record, file, required), and should not carry any.
    private string? Objection(string part)
    {
        if (!SyntaxFacts.IsValidIdentifier(part))
        {
            string subject = dotted ? "each part of a namespace" : "a class name";

            return $"{subject} is letters, digits and underscores and does not start with a digit";
        }

        if (IsKeyword(part) || (!dotted && SyntaxFacts.GetContextualKeywordKind(part) != SyntaxKind.None))
        {
            return $"'{part}' is a keyword of C#";
        }

        return !dotted && ReservedNames.Members.Contains(part) ? UsedOtherwise : null;
    }

    private static bool IsKeyword(string part) => SyntaxFacts.GetKeywordKind(part) != SyntaxKind.None;
}
