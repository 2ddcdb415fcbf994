using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Consumers.Tests;

/// <summary>
/// A project that has a type, or an alias, of every name that its generated files use: generated code means what it says all the same, and
/// trains to the same bits.
/// </summary>
public sealed class TakenNameTests
{
    private const string AllKeys =
        "training: {batch: 2, length: 4}\ndropout: 0.1\nactivation: gelu\npositional_encoding: alibi\ninference: {weights: int8, sequences: 2}\n";

    private static readonly string Model = Specs.Tiny + AllKeys;

    // The names of namespaces that nobody may take, of the project's own namespace and of the model.
    private static readonly string[] Left = ["System", "Weft", "App", "Tiny"];

    private static readonly Consumer Project = new Consumer().With("tiny.yaml", Model);

    [Fact]
    public void TypesOfTheRootNamespace_ChangeNothing() => AssertTrains($"namespace App\n{{\n{Types()}}}\n");

    [Fact]
    public void TypesOfTheGlobalNamespace_ChangeNothing() => AssertTrains(Types());

    [Fact]
    public void GlobalAliases_ChangeNothing() =>
        AssertTrains(string.Concat(Names().Select(static name => $"global using {name} = System.Collections.Generic.List<int>;\n")));

    [Fact]
    public void NamespacesAroundTheModel_ChangeNothing() =>
        AssertTrains(string.Concat(Names().Select(static name => $"namespace App.{name} {{ class Inner; }}\n")));

    [Fact]
    public void AllAtOnce_ChangesNothing() => AssertTrains(
        string.Concat(Names().Select(static name => $"global using {name} = System.Collections.Generic.List<int>;\n")) +
        $"namespace App\n{{\n{Types()}}}\n");

    [Fact]
    public void Names_AreThoseOfEveryKindOfFile()
    {
        string[] names = [.. Names()];
        string[] some = ["Workers", "Math", "MathF", "Vector512", "AdvSimd", "IKernels", "ParameterInfo", "ReadOnlySpan", "MethodImpl", "Forward"];

        Assert.All(some, name => Assert.Contains(name, names));
        Assert.InRange(names.Length, 100, 1000);
    }

    private static void AssertTrains(string source)
    {
        ConsumerBuild build = Project.With("Names.cs", source).Build();

        Assert.Empty(build.Problems);
        Assert.Equal(TrainedConsumer.Results(Project.Build()), TrainedConsumer.Results(build));
    }

    // Plain and generic: what is generic in generated code is looked up by its number of type parameters.
    private static string Types() => string.Concat(Names().Select(static name => $"class {name};\nclass {name}<T>;\n"));

    /// <summary>
    /// All names that are looked up somewhere, but for those of lower-case letters alone: the compiler warns of types of such names.
    /// </summary>
    private static IEnumerable<string> Names() => Project.Generate()
        .SelectMany(static text => CSharpSyntaxTree.ParseText(text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..]).GetRoot().DescendantNodes())
        .OfType<SimpleNameSyntax>().Select(static name => name.Identifier.Text).Distinct()
        .Where(static name => name.Any(static letter => letter is < 'a' or > 'z')).Except(Left).Order(StringComparer.Ordinal);
}
