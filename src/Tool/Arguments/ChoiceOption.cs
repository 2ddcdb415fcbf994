using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Tool.Arguments;

/// <summary>An option whose value is one of several names; shells complete them, and a slip gets the nearest one.</summary>
/// <typeparam name="T">What the names stand for.</typeparam>
internal sealed class ChoiceOption<T> : Option<T>
{
    private readonly ImmutableArray<(string Name, T Value)> _choices;

    /// <summary>Describes it; without the option, the value is the first one's.</summary>
    public ChoiceOption(string name, string[] aliases, string description, params ImmutableArray<(string Name, T Value)> choices)
        : base(name, aliases)
    {
        _choices = choices;
        string[] names = [.. choices.Select(static choice => choice.Name)];
        this.HelpName = "NAME";
        this.Description = $"{description}: {names[0]} (the default), {string.Join(", ", names[1..^1])} or {names[^1]}";
        this.Arity = ArgumentArity.ExactlyOne;
        this.DefaultValueFactory = _ => choices[0].Value;
        this.CustomParser = this.Parse;

        // The parser would offer the names that an enumeration has in C#.
        this.CompletionSources.Clear();
        this.CompletionSources.Add(names);
    }

    private T? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;

        foreach ((string name, T value) in _choices)
        {
            if (name == text)
            {
                return value;
            }
        }

        string[] names = [.. _choices.Select(static choice => choice.Name)];
        string nearest = NearestName.Find(text, names) is string found ? $"; did you mean '{found}'?" : ".";
        result.AddError($"{this.Name} is one of {string.Join(", ", names)}, not '{text}'{nearest}");

        return default;
    }
}
