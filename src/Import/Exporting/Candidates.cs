using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Weft.Import.Configuration;

namespace Weft.Import.Exporting;

/// <summary>
/// Values that a key of a configuration may have for a model: its own sizes and settings, as they are and in the forms that families have
/// for them. Which of them is meant, the family's reader decides.
/// </summary>
internal sealed class Candidates
{
    private readonly ImmutableArray<int> _integers;
    private readonly ImmutableArray<float> _numbers;
    private readonly ImmutableArray<ImmutableArray<bool>> _patterns;

    /// <summary>Collects them.</summary>
    public Candidates(ModelForm form)
    {
        float[] settings = [.. form.Settings.SelectMany(static values => values).SelectMany(NumbersIn).Distinct()];
        _integers =
        [
            .. Integers(form, settings)
                .Where(static value => value is >= 0 and <= int.MaxValue).Select(static value => (int)value).Distinct(),
        ];
        _numbers =
        [
            .. settings.SelectMany(static value => (float[])[value, 1 / value, 1 / (value * value), value * value])
                .Where(float.IsFinite).Append(1).Distinct(),
        ];
        _patterns = [.. Patterns(form)];
    }

    /// <summary>The values for a key, as JSON.</summary>
    public IEnumerable<string> Of(ConfigurationKey key) => key.Kind switch
    {
        KeyKind.Integer => _integers.Select(static value => value.ToString(CultureInfo.InvariantCulture)),
        KeyKind.Number =>
            _numbers.Select(Text).Concat(_integers.Where(static value => value > 0).Select(static value => Text(value))).Distinct(),
        KeyKind.Boolean => ["true", "false"],
        KeyKind.Text => key.Known.Select(static text => $"\"{text}\""),
        KeyKind.Texts when key.Known.Length == 2 => this.Lists($"\"{key.Known[0]}\"", $"\"{key.Known[1]}\""),
        KeyKind.Integers => this.Lists("1", "0"),
        KeyKind.Section => [ConfigurationDraft.Mapping],
        _ => [],
    };

    // Every pattern of layers, in either sense.
    private IEnumerable<string> Lists(string first, string second) =>
        from pattern in _patterns
        from isTurned in (bool[])[false, true]
        select $"[{string.Join(", ", pattern.Select(isFirst => isFirst != isTurned ? first : second))}]";

    private static IEnumerable<long> Integers(ModelForm form, float[] settings)
    {
        ModelDescription model = form.Model;
        long[] sizes =
        [
            model.MaxLength, model.SourceVocabulary, model.TargetVocabulary, model.TokenTypes, model.Outputs,
            form.Layers.Encoder, form.Layers.Decoder,
            .. form.Parameters.Values.SelectMany(static shape => shape).Select(static size => (long)size).Distinct(),
            .. settings.Where(static value => value == MathF.Floor(value) && Math.Abs(value) < 1e9f).Select(static value => (long)value),
        ];
        long columns = model.AttentionSize / (form.Layers.Encoder + form.Layers.Decoder);
        float fraction = form.Settings["rope_fraction"].SelectMany(NumbersIn).FirstOrDefault(1);

        return
        [
            0, 1, 2,
            .. sizes,
            form.KeyValueHeads,
            form.HeadColumns,

            // What rope turns of a head, and how often d_model goes into d_ff.
            (long)MathF.Round(form.HeadColumns * fraction),
            .. sizes.Where(size => size > columns).Select(size => size / columns),

            // Rows of positions before the first one; a window from one side to the other.
            .. sizes.SelectMany(static size => (long[])[size + 1, size + 2, size - 1, 2 * (size - 1), 2 * size]),

            // What scores are divided by.
            .. settings.Where(static value => value is > 0 and < 1).Select(static value => (long)MathF.Round(1 / (value * value))),
        ];
    }

    private static IEnumerable<ImmutableArray<bool>> Patterns(ModelForm form)
    {
        int layers = Math.Max(form.Layers.Encoder, form.Layers.Decoder);

        foreach (string name in (string[])["window_pattern", "rope_pattern"])
        {
            foreach (string[] words in form.Settings[name].Select(static text => text.Trim('[', ']').Split(", ")))
            {
                yield return [.. Enumerable.Range(0, layers).Select(layer => words[layer % words.Length] == words[0])];
            }
        }

        yield return [.. Enumerable.Repeat(true, layers)];
    }

    private static IEnumerable<float> NumbersIn(string text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value) ? [value] : [];

    // As Python writes a float.
    private static string Text(float value)
    {
        string text = value.ToString(CultureInfo.InvariantCulture).Replace('E', 'e');

        return text.AsSpan().IndexOfAny('.', 'e') < 0 ? $"{text}.0" : text;
    }
}
