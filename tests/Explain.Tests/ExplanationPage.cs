using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace Weft.Samples.Tests;

/// <summary>One of the two documents: what it quotes, and of what.</summary>
internal sealed partial class ExplanationPage
{
    private static readonly string Repository = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../.."));

    private readonly string _text;

    /// <param name="text">The document.</param>
    public ExplanationPage(string text) => _text = text.ReplaceLineEndings("\n");

    /// <summary>The documents, English first.</summary>
    public static ExplanationPage[] All { get; } = [Read("transformer.md"), Read("transformer.ko.md")];

    /// <summary>Where a model of the sample lies.</summary>
    public static string PathOfModel(string name) => Path.Combine(Repository, "samples/Explain/models", name);

    /// <summary>The numbers with the keys behind them.</summary>
    public IEnumerable<Quotation> Quotations() => Quoted().Matches(_text).Select(static match => new Quotation(match.Groups["number"].Value, match.Groups["key"].Value));

    /// <summary>The keys of all comments that are one, with a number before them or not.</summary>
    public IEnumerable<string> Keys() => Key().Matches(_text).Select(static match => match.Groups["key"].Value);

    /// <summary>The names of figures, without language and extension.</summary>
    public IEnumerable<string> Figures(string extension)
    {
        string[] files = [.. Figure().Matches(_text).Select(static match => match.Groups["file"].Value)];
        Assert.All(files, file => Assert.EndsWith(extension, file));

        return files.Select(file => file[..^extension.Length]);
    }

    /// <summary>Fenced code, with the specification of the last comment that names one.</summary>
    public IEnumerable<(string Specification, string Code)> Excerpts(string kind, string language)
    {
        string specification = "";

        foreach (Match match in MarkerOrFence().Matches(_text))
        {
            if (match.Groups["kind"].Value == kind)
            {
                specification = match.Groups["file"].Value;
            }
            else if (match.Groups["language"].Value == language)
            {
                yield return (specification, match.Groups["code"].Value);
            }
        }
    }

    private static ExplanationPage Read(string name) => new(File.ReadAllText(Path.Combine(Repository, "docs", name)));

    private static string ThisFile([CallerFilePath] string file = "") => file;

    [GeneratedRegex(@"(?<number>-?\d[\d,]*(\.\d+)?(e-?\d+)?%?)<!-- (?<key>[\w.]+) -->")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"<!-- (?<key>[\w.]+) -->")]
    private static partial Regex Key();

    [GeneratedRegex(@"\]\(transformer/(?<file>[^)]+)\)")]
    private static partial Regex Figure();

    [GeneratedRegex(@"^<!-- (?<kind>\w+): (?<file>[\w.-]+) -->$|^```(?<language>\w+)\n(?<code>.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex MarkerOrFence();
}

/// <summary>A number in a document.</summary>
/// <param name="Number">As it is written.</param>
/// <param name="Key">Its key.</param>
internal sealed record Quotation(string Number, string Key)
{
    /// <summary>What would be written of a value in the same way: as many decimals, in percent or not.</summary>
    public string Write(double value)
    {
        if (this.Number.EndsWith('%'))
        {
            return (this with { Number = this.Number[..^1] }).Write(100 * value) + "%";
        }

        int exponent = this.Number.IndexOf('e', StringComparison.Ordinal);
        string mantissa = exponent < 0 ? this.Number : this.Number[..exponent];
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        int decimals = point < 0 ? 0 : mantissa.Length - point - 1;
        string format = exponent < 0
            ? (mantissa.Contains(',', StringComparison.Ordinal) ? "N" : "F") + decimals.ToString(CultureInfo.InvariantCulture)
            : (decimals == 0 ? "0" : "0." + new string('0', decimals)) + "e0";

        return value.ToString(format, CultureInfo.InvariantCulture);
    }
}
