using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Text;

namespace Weft.Generator.Specification;

/// <summary>A node of the YAML text and where it stands.</summary>
internal abstract record YamlValue(TextSpan Span)
{
    /// <summary>What the node is, in the words of a message.</summary>
    public abstract string Description { get; }
}

/// <summary>A single value. Only plain ones, without quotes, are numbers and truth values (YAML 1.2, core schema).</summary>
internal sealed record YamlScalar(TextSpan Span, string Text, bool Plain) : YamlValue(Span)
{
    public bool IsNull => this.Plain && this.Text is "" or "~" or "null" or "Null" or "NULL";

    public override string Description => this switch
    {
        { IsNull: true } => "empty",
        { Plain: false } => $"the quoted text '{Wording.Show(this.Text)}'",
        _ => $"'{Wording.Show(this.Text)}'",
    };
}

/// <summary>A node that has been refused already; nobody complains of it twice.</summary>
internal sealed record YamlRefused(TextSpan Span) : YamlValue(Span)
{
    public override string Description => "refused";
}

/// <summary>A list of values.</summary>
internal sealed record YamlSequence(TextSpan Span, ImmutableArray<YamlValue> Items) : YamlValue(Span)
{
    public override string Description => "a list";
}

/// <summary>Keys and values in the order of the file; the same key may stand there twice.</summary>
internal sealed record YamlMapping(TextSpan Span, ImmutableArray<YamlEntry> Entries) : YamlValue(Span)
{
    public override string Description => "a mapping";
}

/// <summary>One key and its value.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlValue Value);
