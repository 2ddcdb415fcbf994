using System;
using System.Collections.Immutable;
using System.IO;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Text;
using Weft.Generator.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Weft.Generator.Specification;

/// <summary>
/// Reads the one document of a spec from the parser's events, which keep the place of every node. What a spec has no use for (anchors,
/// tags, several documents, keys that are not text) is rejected by name rather than half understood.
/// </summary>
internal sealed class YamlReader
{
    // A spec nests two levels. The bound keeps a file of a million brackets from exhausting the stack.
    private const int DeepestNesting = 8;

    private readonly IParser _parser;
    private readonly string _text;
    private readonly Problems _problems;

    private YamlReader(string text, Problems problems)
    {
        _parser = new Parser(new StringReader(WithoutBlankTabs(text)));
        _text = text;
        _problems = problems;
    }

    /// <summary>The root node; null when the text has none or is malformed, which is then among the problems.</summary>
    public static YamlValue? Read(string text, Problems problems)
    {
        YamlReader reader = new(text, problems);

        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException exception)
        {
            TextSpan span = reader.Span(exception.Start, exception.End);
            problems.Add(
                DiagnosticDescriptors.MalformedYaml, SyntaxWording.Place(exception, span, text), SyntaxWording.Of(exception, text));
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException or ArgumentException or FormatException)
        {
            // The parser gives up on open brackets and quotes with exceptions of other types.
            problems.Add(
                DiagnosticDescriptors.MalformedYaml, reader.LastSpan, "it cannot be read on from here; is a bracket or a quote left open?");
        }
        catch (NestingException exception)
        {
            problems.Add(DiagnosticDescriptors.RefusedYaml, exception.Span, "So deep a nesting", "keys nest two levels at most");
        }

        return null;
    }

    private TextSpan LastSpan => _parser.Current is ParsingEvent last ? this.SpanOf(last) : default;

    // YAML allows tabs in a line that says nothing, and the parser does not. As many spaces leave everything in its place.
    private static string WithoutBlankTabs(string text) => Regex.Replace(
        text, @"(?<![^\r\n])[ \t]+(?=[#\r\n]|\z)", static match => new string(' ', match.Length), RegexOptions.CultureInvariant);

    private YamlValue? ReadDocument()
    {
        _parser.Consume<StreamStart>();

        if (!_parser.TryConsume<DocumentStart>(out _))
        {
            return null;
        }

        YamlValue root = this.ReadValue(0);
        _parser.Consume<DocumentEnd>();

        if (_parser.Accept<DocumentStart>(out DocumentStart? next) && next is not null)
        {
            this.Refuse(next, "A second YAML document", "one file describes one model");
        }

        return root;
    }

    private YamlValue ReadValue(int depth)
    {
        ParsingEvent current = _parser.Consume<ParsingEvent>();

        if (depth > DeepestNesting)
        {
            throw new NestingException(this.SpanOf(current));
        }

        this.RefuseProperties(current);

        return current switch
        {
            Scalar scalar => new YamlScalar(this.SpanOf(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain),
            SequenceStart start => this.ReadSequence(start, depth),
            MappingStart start => this.ReadMapping(start, depth),
            _ => new YamlRefused(this.SpanOf(current)),
        };
    }

    private YamlSequence ReadSequence(SequenceStart start, int depth)
    {
        ImmutableArray<YamlValue>.Builder items = ImmutableArray.CreateBuilder<YamlValue>();

        while (!_parser.Accept<SequenceEnd>(out _))
        {
            items.Add(this.ReadValue(depth + 1));
        }

        YamlValue? last = start.Style == SequenceStyle.Flow || items.Count == 0 ? null : items[items.Count - 1];
        TextSpan span = this.SpanOf(start, _parser.Consume<SequenceEnd>(), last);

        return new YamlSequence(span, items.ToImmutable());
    }

    private YamlMapping ReadMapping(MappingStart start, int depth)
    {
        ImmutableArray<YamlEntry>.Builder entries = ImmutableArray.CreateBuilder<YamlEntry>();

        while (!_parser.Accept<MappingEnd>(out _))
        {
            YamlValue key = this.ReadValue(depth + 1);
            YamlValue value = this.ReadValue(depth + 1);

            if (key is YamlScalar scalar)
            {
                entries.Add(new YamlEntry(scalar, value));
            }
            else
            {
                _problems.Add(DiagnosticDescriptors.RefusedYaml, key.Span, "A list or mapping as a key", "keys are plain names");
            }
        }

        YamlValue? last = start.Style == MappingStyle.Flow || entries.Count == 0 ? null : entries[entries.Count - 1].Value;
        TextSpan span = this.SpanOf(start, _parser.Consume<MappingEnd>(), last);

        return new YamlMapping(span, entries.ToImmutable());
    }

    private void RefuseProperties(ParsingEvent current)
    {
        if (current is AnchorAlias alias)
        {
            this.Refuse(alias, $"The alias '*{Wording.Show(alias.Value.Value)}'", "write the value itself");
        }

        if (current is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            this.Refuse(anchored, $"The anchor '&{Wording.Show(anchored.Anchor.Value)}'", "write each value where it is needed");
        }

        // A tag of "!" says only that the node is not to be resolved, as a quoted scalar is not.
        if (current is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } } tagged)
        {
            this.Refuse(tagged, $"The tag '{Wording.Show(tagged.Tag.Value)}'", "each key knows the type of its value");
        }
    }

    private void Refuse(ParsingEvent place, string what, string instead) =>
        _problems.Add(DiagnosticDescriptors.RefusedYaml, this.SpanOf(place), what, instead);

    private TextSpan SpanOf(ParsingEvent place) => this.Span(place.Start, place.End);

    // The end event of a block stands where the next key begins: the block itself ends with its last value. The end event of a flow
    // collection stands before its bracket.
    private TextSpan SpanOf(ParsingEvent start, ParsingEvent end, YamlValue? last)
    {
        TextSpan whole = this.Span(start.Start, end.End);
        bool open = whole.End < _text.Length && _text[whole.End] is ']' or '}';
        int close = last is null ? (open ? whole.End + 1 : whole.End) : last.Span.End;

        return TextSpan.FromBounds(whole.Start, Math.Max(whole.Start, close));
    }

    private TextSpan Span(Mark start, Mark end)
    {
        int first = (int)Math.Min(Math.Max(start.Index, 0), _text.Length);
        int last = (int)Math.Min(Math.Max(end.Index, first), _text.Length);

        return TextSpan.FromBounds(first, last);
    }

    private sealed class NestingException(TextSpan span) : Exception
    {
        public TextSpan Span { get; } = span;
    }
}
