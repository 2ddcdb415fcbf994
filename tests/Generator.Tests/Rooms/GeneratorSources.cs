using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Weft.Generator.Tests.Documentation;

namespace Weft.Generator.Tests.Rooms;

/// <summary>The sources of the generator as its compiler sees them, and what they name of one another's rooms.</summary>
internal static class GeneratorSources
{
    /// <summary>The room of the files beside the folders: what ties the rooms together.</summary>
    public const string Root = "";

    private static readonly string Folder = Repository.PathOf("src/Generator");

    // Documentation counts as code: what only a cref names is used.
    private static readonly CSharpParseOptions Options =
        new(LanguageVersion.Latest, DocumentationMode.Diagnose, preprocessorSymbols: ["NETSTANDARD"]);

    private static readonly Lazy<CSharpCompilation> Compiled = new(Compile);
    private static readonly Lazy<ImmutableArray<Reference>> Found =
        new(static () => [.. Compiled.Value.SyntaxTrees.SelectMany(ReferencesOf).Distinct()]);

    /// <summary>The rooms there are.</summary>
    public static IEnumerable<string> Folders =>
        Directory.GetDirectories(Folder).Select(static path => Path.GetFileName(path)).Except(["bin", "obj"]);

    /// <summary>What the compiler has against the sources; nothing, unless this compilation lacks something.</summary>
    public static IEnumerable<Diagnostic> Errors =>
        Compiled.Value.GetDiagnostics().Where(static item => item.Severity == DiagnosticSeverity.Error);

    /// <summary>The directives that nothing in their file needs.</summary>
    public static IEnumerable<Diagnostic> UnneededUsings =>
        Compiled.Value.GetDiagnostics().Where(static item => item.Id == "CS8019");

    /// <summary>Every reference from one room to another.</summary>
    public static ImmutableArray<Reference> References => Found.Value;

    /// <summary>Every piece of code or of emitted text that says a number, and where it stands.</summary>
    public static IEnumerable<(string File, int Line)> PlacesOf(int number)
    {
        string digits = number.ToString(CultureInfo.InvariantCulture);
        Regex inText = new($@"(?<![\w.]){digits}(?!\w|\.\d)", RegexOptions.CultureInvariant);

        return from tree in Compiled.Value.SyntaxTrees
               from token in tree.GetRoot().DescendantTokens()
               where token.Value is int value ? value == number : token.Value is string && inText.IsMatch(token.Text)
               select (tree.FilePath, token.GetLocation().GetLineSpan().StartLinePosition.Line + 1);
    }

    private static CSharpCompilation Compile()
    {
        string[] libraries = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);

        return CSharpCompilation.Create(
            "Generator",
            Files().Select(Parse),
            libraries.Where(static path => !Path.GetFileName(path).StartsWith("Weft", StringComparison.Ordinal))
                .Select(static path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    private static SyntaxTree Parse(string path) => CSharpSyntaxTree.ParseText(
        File.ReadAllText(path), Options, Path.GetRelativePath(Folder, path).Replace('\\', '/'));

    private static IEnumerable<string> Files() => Directory.GetFiles(Folder, "*.cs")
        .Concat(Folders.SelectMany(static room => Directory.GetFiles(Path.Combine(Folder, room), "*.cs", SearchOption.AllDirectories)));

    // Names of namespaces, types and members, and the types of expressions: what a room passes on without naming it, it reads, too.
    private static IEnumerable<Reference> ReferencesOf(SyntaxTree tree)
    {
        SemanticModel model = Compiled.Value.GetSemanticModel(tree);
        string room = tree.FilePath.Contains('/') ? tree.FilePath.Split('/')[0] : Root;

        foreach (ExpressionSyntax expression in tree.GetRoot().DescendantNodes().OfType<ExpressionSyntax>())
        {
            ISymbol? symbol = model.GetSymbolInfo(expression).Symbol;
            ISymbol? named = symbol is INamespaceOrTypeSymbol ? symbol : symbol?.ContainingType;
            int line = expression.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

            foreach (ISymbol target in new[] { named, model.GetTypeInfo(expression).Type }.OfType<ISymbol>())
            {
                if (RoomOf(target) is string other && other != room)
                {
                    yield return new Reference(room, other, target.Name, $"{tree.FilePath}({line})");
                }
            }
        }
    }

    // Null outside the generator, and for the namespace around all rooms.
    private static string? RoomOf(ISymbol symbol)
    {
        INamespaceSymbol? space = symbol as INamespaceSymbol ?? symbol.ContainingNamespace;
        string[] names = space?.ToDisplayString().Split('.') ?? [];

        return names switch
        {
            ["Weft", "Generator", string room, ..] => room,
            ["Weft", "Generator"] when symbol is ITypeSymbol => Root,
            _ => null,
        };
    }
}

/// <summary>A place in one room that reads another: it opens its namespace, or uses one of its types.</summary>
internal sealed record Reference(string From, string To, string Name, string Place)
{
    public override string ToString() => $"{this.Place}: {this.Name} of {this.To}";
}
