using System;
using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using Weft.Tool.Arguments;
using Weft.Tool.Diagnostics;

namespace Weft.Tool.Verbs;

/// <summary>weft explain: what a diagnostic means.</summary>
internal sealed class ExplainVerb : Verb
{
    private const string Prefix = "WEFT";

    private readonly Operands _id = new(
        "one id at most is needed", least: 0, most: 1, ("[ID]", "such as WEFT012; also in small letters, or its number alone"));

    /// <summary>Describes the verb.</summary>
    public ExplainVerb()
        : base("explain", "cause, example and fix of a diagnostic, or a list of all")
    {
        _id.CompletionSources.Add([.. DiagnosticPages.Ids]);
        this.Expect(_id);
    }

    /// <inheritdoc/>
    public override string Explanation =>
        """
        Prints the page of a diagnostic: what causes it, an example, how to fix it. Without an id, it lists all diagnostics with
        their titles.
        """;

    /// <inheritdoc/>
    public override ImmutableArray<string> Examples =>
    [
        "weft explain WEFT012",
        "weft explain",
    ];

    /// <inheritdoc/>
    protected override int Run(ParseResult command, TextWriter output)
    {
        if (_id.Take(command) is [string word])
        {
            output.Write(DiagnosticPages.Read(Find(word)));

            return CommandLine.Success;
        }

        foreach ((string id, string title) in DiagnosticPages.Titles)
        {
            output.WriteLine($"{id}  {title}");
        }

        return CommandLine.Success;
    }

    // A number that no page has is not a slip of one that has: nothing is near it.
    private static string Find(string word)
    {
        string digits = word.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? word[Prefix.Length..] : word;
        bool isNumber = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        string id = isNumber ? string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:D3}") : word;
        string ending = "weft explain lists all.";

        return DiagnosticPages.Ids.Contains(id)
            ? id
            : throw new UsageException(
                $"there is no diagnostic '{word}'; {(isNumber ? ending : UsageCheck.Suggest(word, DiagnosticPages.Ids, ending))}");
    }
}
