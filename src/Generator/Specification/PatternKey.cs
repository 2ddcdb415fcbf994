using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Diagnostics;
using Weft.Generator.Shared;

namespace Weft.Generator.Specification;

/// <summary>A list of two words, by turns over the layers: which of two kinds each of them is.</summary>
/// <param name="name">The name.</param>
/// <param name="no">The word of layers that are not.</param>
/// <param name="yes">The word of layers that are.</param>
internal sealed class PatternKey(string name, string no, string yes) : ValueKey<EquatableArray<bool>>(name)
{
    /// <summary>What an item may be.</summary>
    public ImmutableArray<string> Names { get; } = ImmutableArray.Create(no, yes);

    public override string Expected => $"a list of {Wording.Join([.. this.Names])}";

    public override object? Parse(YamlValue value, Problems problems)
    {
        if (value is not YamlSequence { Items.Length: > 0 } sequence)
        {
            string description = value is YamlSequence ? "an empty list" : value.Description;
            problems.Add(DiagnosticDescriptors.WrongType, value.Span, this.FullName, this.Expected, description);

            return null;
        }

        bool?[] layers = [.. sequence.Items.TakeWhile(_ => !problems.Full).Select(item => this.ParseLayer(item, problems))];

        return layers.All(static layer => layer is not null)
            ? new EquatableArray<bool>(layers.Select(static layer => layer!.Value).ToImmutableArray())
            : null;
    }

    protected override string Show(EquatableArray<bool> value) =>
        $"[{string.Join(", ", value.Select(layer => layer ? yes : no))}]";

    private bool? ParseLayer(YamlValue item, Problems problems)
    {
        if (item is not YamlScalar scalar)
        {
            _ = item is YamlRefused ? null : this.Mistyped(item, problems);

            return null;
        }

        if (this.Names.Contains(scalar.Text))
        {
            return scalar.Text == yes;
        }

        string allowed = $"allowed are {Wording.Join([.. this.Names])}";
        problems.Add(DiagnosticDescriptors.UnknownValue, scalar.Span, this.FullName, Wording.Show(scalar.Text), allowed);

        return null;
    }
}
