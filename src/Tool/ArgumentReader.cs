using System;
using System.Collections.Generic;
using System.Globalization;

namespace Weft.Tool;

/// <summary>
/// The arguments behind a verb. A verb takes its options out one by one, then what is left: an option that nobody took is an error.
/// Values stand behind an option or after '='; everything behind '--' is no option.
/// </summary>
internal sealed class ArgumentReader
{
    private readonly List<string> _options;
    private readonly List<string> _literals = [];

    public ArgumentReader(IEnumerable<string> arguments)
    {
        _options = [.. arguments];
        int end = _options.IndexOf("--");

        if (end >= 0)
        {
            _literals = _options[(end + 1)..];
            _options.RemoveRange(end, _options.Count - end);
        }
    }

    /// <summary>Whether an option without a value is there.</summary>
    public bool TakeFlag(string name, string? alias = null) => _options.RemoveAll(argument => argument == name || argument == alias) > 0;

    /// <summary>The value of an option; null where it is absent.</summary>
    /// <exception cref="UsageException">It is there without a value, or twice.</exception>
    public string? TakeValue(string name, string? alias = null)
    {
        string? value = null;

        for (int index = 0; index < _options.Count;)
        {
            if (!this.TryTakeValue(index, name, alias, out string? found))
            {
                index++;
                continue;
            }

            value = value is null ? found : throw new UsageException($"{name} is given twice.");
        }

        return value;
    }

    /// <summary>The value of an option as a whole number of a range; <paramref name="absent"/> where there is none.</summary>
    /// <exception cref="UsageException">The value is something else.</exception>
    public int TakeInteger(string name, int absent, int least, int most)
    {
        string? text = this.TakeValue(name);

        if (text is null)
        {
            return absent;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            && value >= least && value <= most
            ? value
            : throw new UsageException($"{name} is a whole number from {least} to {most}, not '{text}'.");
    }

    /// <summary>The value of an option as one of several names; <paramref name="absent"/> where there is none.</summary>
    /// <exception cref="UsageException">The value is another one.</exception>
    public T TakeChoice<T>(string name, string? alias, T absent, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        string? text = this.TakeValue(name, alias);

        if (text is null)
        {
            return absent;
        }

        List<string> names = [];

        foreach ((string choice, T value) in choices)
        {
            if (choice == text)
            {
                return value;
            }

            names.Add(choice);
        }

        throw new UsageException($"{name} is one of {string.Join(", ", names)}, not '{text}'.");
    }

    /// <summary>What is left, in order.</summary>
    /// <exception cref="UsageException">An option is among it, or there are fewer than <paramref name="least"/>.</exception>
    public List<string> TakeRest(int least, string names)
    {
        string? unknown = _options.Find(static argument => argument.Length > 1 && argument[0] == '-');

        if (unknown is not null)
        {
            throw new UsageException($"there is no option {unknown}.");
        }

        List<string> rest = [.. _options, .. _literals];

        return rest.Count >= least ? rest : throw new UsageException($"{names} are needed; there are {rest.Count} of them.");
    }

    private bool TryTakeValue(int index, string name, string? alias, out string? value)
    {
        string argument = _options[index];
        value = null;

        if (argument.StartsWith(name + "=", StringComparison.Ordinal))
        {
            value = argument[(name.Length + 1)..];
            _options.RemoveAt(index);

            return true;
        }

        if (argument != name && argument != alias)
        {
            return false;
        }

        if (index + 1 == _options.Count)
        {
            throw new UsageException($"{argument} needs a value.");
        }

        value = _options[index + 1];
        _options.RemoveRange(index, 2);

        return true;
    }
}
