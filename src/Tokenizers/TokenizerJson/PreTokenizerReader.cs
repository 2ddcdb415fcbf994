using System.Collections.Generic;

namespace Weft.Tokenizers;

/// <summary>
/// Reads the key "pre_tokenizer" of tokenizer.json: a list of splitters, each of which splits the pieces of the one before it.
/// </summary>
internal static class PreTokenizerReader
{
    private const string Supported = "BertPreTokenizer, ByteLevel, CharDelimiterSplit, Digits, FixedLength, Metaspace, Punctuation, "
        + "Sequence, Split, Whitespace and WhitespaceSplit";

    /// <summary>The splitters; none where there is no pre-tokenizer.</summary>
    /// <exception cref="ModelFileException">One is none that is known.</exception>
    public static List<PreTokenizer> Read(JsonComponent component)
    {
        List<PreTokenizer> splitters = [];

        if (component.Exists)
        {
            Add(component, splitters);
        }

        return splitters;
    }

    private static void Add(JsonComponent component, List<PreTokenizer> splitters)
    {
        switch (component.Type)
        {
            case "Sequence":
                component.Elements("pretokenizers").ForEach(element => Add(element, splitters));
                break;
            case "ByteLevel":
                AddByteLevel(component, splitters);
                break;
            case "BertPreTokenizer":
                splitters.Add(PatternSplitter.WhiteSpace);
                splitters.Add(PatternSplitter.Punctuation(SplitBehavior.Isolated));
                break;
            default:
                splitters.Add(ReadOne(component));
                break;
        }
    }

    private static PreTokenizer ReadOne(JsonComponent component) => component.Type switch
    {
        "Whitespace" => new WordSplitter(),
        "WhitespaceSplit" => PatternSplitter.WhiteSpace,
        "Metaspace" => new MetaspaceSplitter(
            MetaspaceReader.Mark(component),
            MetaspaceReader.Prepend(component),
            component.Flag("split", true)),
        "Digits" => PatternSplitter.Digits(component.Flag("individual_digits", false)),
        "Punctuation" => PatternSplitter.Punctuation(Behavior(component, SplitBehavior.Isolated)),
        "Split" => ReadSplit(component),
        "CharDelimiterSplit" or "Delimiter" => new PatternSplitter(new LiteralPattern(component.Text("delimiter")), SplitBehavior.Removed),
        "FixedLength" => component.OptionalNumber("length") is 0
            ? throw component.At("length").Error("is 0")
            : new LengthSplitter(component.OptionalNumber("length") ?? 5),
        _ => throw component.Unsupported(Supported),
    };

    private static void AddByteLevel(JsonComponent component, List<PreTokenizer> splitters)
    {
        if (component.Flag("add_prefix_space", true))
        {
            splitters.Add(new SpacePrefixer());
        }

        if (component.Flag("use_regex", true))
        {
            splitters.Add(new ScannerSplitter(new Gpt2Scanner()));
        }

        splitters.Add(new ByteSpeller());
    }

    private static PreTokenizer ReadSplit(JsonComponent component)
    {
        SplitBehavior behavior = Behavior(component, byDefault: null);
        bool invert = component.Flag("invert", false);

        // The expressions that there are scanners for match everything: both ways to say it keep the matches and nothing else.
        bool keepsMatches = (behavior, invert) is (SplitBehavior.Isolated, _) or (SplitBehavior.Removed, true);

        return keepsMatches && PatternReader.RegexOf(component) is string expression && PieceScanner.For(expression) is PieceScanner scanner
            ? new ScannerSplitter(scanner)
            : new PatternSplitter(PatternReader.Read(component), behavior, invert);
    }

    private static SplitBehavior Behavior(JsonComponent component, SplitBehavior? byDefault)
    {
        if (byDefault is SplitBehavior behavior && !component.At("behavior").Exists)
        {
            return behavior;
        }

        return component.Text("behavior") switch
        {
            "Removed" => SplitBehavior.Removed,
            "Isolated" => SplitBehavior.Isolated,
            "MergedWithPrevious" => SplitBehavior.MergedWithPrevious,
            "MergedWithNext" => SplitBehavior.MergedWithNext,
            "Contiguous" => SplitBehavior.Contiguous,
            string other => throw component.At("behavior").Error(
                $"is '{other}'; supported are Contiguous, Isolated, MergedWithNext, MergedWithPrevious and Removed"),
        };
    }
}
