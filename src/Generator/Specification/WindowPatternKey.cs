using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Diagnostics;
using Weft.Generator.Shared;

namespace Weft.Generator.Specification;

/// <summary>A list of local and global, by turns over the layers: whether each sees all keys, or those of a window.</summary>
internal sealed class WindowPatternKey(string name) : ValueKey<EquatableArray<bool>>(name)
{
    private const string Local = "local";
    private const string Global = "global";

    /// <summary>What an item may be.</summary>
    public static readonly ImmutableArray<string> Names = ImmutableArray.Create(Local, Global);

    public override string Expected => $"a list of {Wording.Join([.. Names])}";

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
        $"[{string.Join(", ", value.Select(static seesAll => seesAll ? Global : Local))}]";

    private bool? ParseLayer(YamlValue item, Problems problems)
    {
        if (item is not YamlScalar scalar)
        {
            _ = item is YamlRefused ? null : this.Mistyped(item, problems);

            return null;
        }

        if (Names.Contains(scalar.Text))
        {
            return scalar.Text == Global;
        }

        string allowed = $"allowed are {Wording.Join([.. Names])}";
        problems.Add(DiagnosticDescriptors.UnknownValue, scalar.Span, this.FullName, Wording.Show(scalar.Text), allowed);

        return null;
    }
}
