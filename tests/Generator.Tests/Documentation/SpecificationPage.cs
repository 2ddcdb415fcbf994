using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Weft.Generator.Specification;

namespace Weft.Generator.Tests.Documentation;

/// <summary>The reference of all keys: what a value may be comes from the reader's table, what it means from the schema that editors show.</summary>
internal sealed class SpecificationPage
{
    public const string Path = "docs/specification.md";

    private const string Introduction = """
        # Specification reference

        A specification is a YAML mapping with these keys. Each value is checked by the build; a value that is of another type, out of its
        range or impossible beside another one is an error in its place: [all diagnostics](diagnostics.md). What stands here of a key, editors
        show beside it: `weft new --schema` writes the file they read ([schema](tool.md#new)).

        """;

    private readonly StringBuilder _text = new(Introduction.ReplaceLineEndings("\n"));

    private SpecificationPage()
    {
    }

    /// <summary>The page.</summary>
    /// <param name="schema">models/weft.schema.json.</param>
    public static string Write(JsonElement schema)
    {
        SpecificationPage page = new();
        Dictionary<string, string> needs = Needs(schema);
        page.WriteOverview(schema, needs);

        foreach (Key key in SpecificationKeys.All)
        {
            page.WriteKey(key, schema, "##", needs.GetValueOrDefault(key.Name));
        }

        return page._text.ToString();
    }

    // What is needed unless another key, or a value of it, is there.
    private static Dictionary<string, string> Needs(JsonElement schema) => new(
        from item in schema.GetProperty("allOf").EnumerateArray()
        let condition = item.GetProperty("if")
        let other = Names(condition.GetProperty("required")).Single()
        let text = condition.TryGetProperty("properties", out JsonElement properties)
            ? $"Needed, unless there is [{other}: {properties.GetProperty(other).GetProperty("const")}](#{other})"
            : $"Needed, unless there is [{other}](#{other})"
        from name in Names(item.GetProperty("else").GetProperty("required"))
        select KeyValuePair.Create(name, text));

    private void WriteOverview(JsonElement schema, Dictionary<string, string> needs)
    {
        this.Line("\n| key | value | default |\n|---|---|---|");

        foreach (Key key in SpecificationKeys.All)
        {
            string fallback = needs.ContainsKey(key.Name) || IsNeeded(key, schema) ? "needed" : Default(key) ?? "";
            this.Line($"| [{key.Name}](#{key.Name}) | {Type(key)} | {fallback} |");
        }
    }

    private void WriteKey(Key key, JsonElement parent, string heading, string? need = null)
    {
        JsonElement property = parent.GetProperty("properties").GetProperty(key.Name);
        this.Line($"\n{heading} {key.FullName}\n\n{property.GetProperty("description").GetString()!}\n");
        this.Line($"- Value: {Value(key)}");

        if (need is not null || IsNeeded(key, parent))
        {
            this.Line($"- {need ?? "Needed"}");
        }
        else if (Default(key) is string value)
        {
            this.Line($"- Default: {value}");
        }

        foreach (JsonElement example in property.GetProperty("examples").EnumerateArray())
        {
            this.Line($"- Example: `{key.Name}: {Flow(example)}`");
        }

        if (key is SectionKey section)
        {
            foreach (Key inner in section.Keys)
            {
                this.WriteKey(inner, property, "###");
            }
        }
    }

    // As it would stand on a line of YAML.
    private static string Flow(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{ {string.Join(", ", value.EnumerateObject().Select(static member => $"{member.Name}: {Flow(member.Value)}"))} }}",
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(Flow))}]",
        _ => value.ToString().Replace("True", "true", StringComparison.Ordinal).Replace("False", "false", StringComparison.Ordinal),
    };

    private void Line(string text) => _text.Append(text).Append('\n');

    private static string Type(Key key) => key switch
    {
        IntegerKey => "whole number",
        NumberKey => "number",
        BooleanKey => "true or false",
        SidesKey => "whole number, or two",
        SectionKey => "mapping",
        NameKey => "name",
        InstructionSetsKey or PatternKey => "list",
        IChoiceKey => "choice",
        _ => throw new InvalidOperationException($"{key.FullName} is of a new kind."),
    };

    private static string Value(Key key) => key switch
    {
        InstructionSetsKey list => $"a list of {Quoted(list.Names)}",
        PatternKey pattern => $"a list of {Quoted(pattern.Names)}",
        IChoiceKey choice => $"one of {Quoted(choice.Names)}",
        SidesKey sides => $"{sides.Both.Expected}, or such a number for each side, `{key.Name}: {sides.Form.Replace(",", ": 1,").Replace("}", ": 1}")}`",
        SectionKey section => $"a mapping with {Quoted(section.Keys.Select(static inner => inner.Name))}",
        _ => key.Expected,
    };

    private static string? Default(Key key) => key switch
    {
        IntegerKey { Default: int value } => $"`{value}`",
        NumberKey { Default: float value } number => $"`{number.Text(value)}`",
        BooleanKey { Default: bool value } => value ? "`true`" : "`false`",
        IChoiceKey { DefaultName: string value } => $"`{value}`",
        _ => null,
    };

    private static bool IsNeeded(Key key, JsonElement parent) =>
        parent.TryGetProperty("required", out JsonElement required) && Names(required).Contains(key.Name);

    private static string Quoted(IEnumerable<string> names) => Wording.Join([.. names.Select(static name => $"`{name}`")]);

    private static IEnumerable<string> Names(JsonElement array) => array.EnumerateArray().Select(static item => item.GetString()!);
}
