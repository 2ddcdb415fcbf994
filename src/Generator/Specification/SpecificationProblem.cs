using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Weft.Generator.Diagnostics;
using Weft.Generator.Shared;

namespace Weft.Generator.Specification;

/// <summary>One problem of a spec, value-equal: what is wrong, the words of the message, and the place.</summary>
/// <param name="Descriptor">The kind of problem; equal by value.</param>
/// <param name="Arguments">What the descriptor's message format asks for.</param>
/// <param name="Location">The key or value concerned.</param>
internal sealed record SpecificationProblem(
    DiagnosticDescriptor Descriptor, EquatableArray<string> Arguments, SpecificationLocation Location)
{
    /// <summary>What a key's value cannot be for a reason that only the model tells.</summary>
    public static SpecificationProblem OfValue(Key key, string value, string reason, SpecificationLocation place) =>
        new(DiagnosticDescriptors.UnknownValue, ImmutableArray.Create(key.FullName, Wording.Show(value), reason), place);

    /// <summary><c>WEFT005</c>.</summary>
    public string Id => this.Descriptor.Id;

    /// <summary>The whole message, in English and in the invariant culture.</summary>
    public string Message => string.Format(
        CultureInfo.InvariantCulture,
        this.Descriptor.MessageFormat.ToString(CultureInfo.InvariantCulture),
        this.Arguments.Items.Cast<object>().ToArray());

    /// <summary>The diagnostic to report.</summary>
    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(this.Descriptor, this.Location.ToLocation(), this.Arguments.Items.Cast<object>().ToArray());

    /// <summary><c>models/tiny.yaml(3,8): error WEFT009: ...</c>, as a compiler prints it.</summary>
    public override string ToString() => $"{this.Location}: error {this.Id}: {this.Message}";
}
