using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Diagnostics;
using Weft.Generator.Shared;

namespace Weft.Generator.Specification;

/// <summary>A list of patterns over the names of parameters. Which names there are is the graph's to say.</summary>
internal sealed class NamesKey(string name, string section) : ValueKey<EquatableArray<string>>(name, section)
{
    public override string Expected => "a list of parameters' names, in which * stands for any text";

    public override object? Parse(YamlValue value, Problems problems)
    {
        if (value is not YamlSequence { Items.Length: > 0 } sequence)
        {
            string description = value is YamlSequence ? "an empty list" : value.Description;
            problems.Add(DiagnosticDescriptors.WrongType, value.Span, this.FullName, this.Expected, description);

            return null;
        }

        string?[] names = [.. sequence.Items.TakeWhile(_ => !problems.Full).Select(item => this.ParseName(item, problems))];

        return names.All(static name => name is not null)
            ? new EquatableArray<string>(names.Select(static name => name!).ToImmutableArray())
            : null;
    }

    protected override string Show(EquatableArray<string> value) => $"[{string.Join(", ", value)}]";

    private string? ParseName(YamlValue item, Problems problems)
    {
        if (item is YamlScalar { IsNull: false } scalar)
        {
            return scalar.Text;
        }

        _ = item is YamlRefused ? null : this.Mistyped(item, problems);

        return null;
    }
}
