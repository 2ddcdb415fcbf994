using System;
using System.Collections.Generic;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>
/// The normalization forms by the algorithm of Unicode Standard Annex 15. string.Normalize is no help: in programs with invariant
/// globalization, as published Weft programs are, it gives back every string as it is.
/// </summary>
internal static class UnicodeNormalization
{
    // Hangul syllables are composed and decomposed by arithmetic: section 3.12 of the standard.
    private const int SyllableBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TailBase = 0x11A7;
    private const int LeadCount = 19;
    private const int VowelCount = 21;
    private const int TailCount = 28;
    private const int SyllableCount = LeadCount * VowelCount * TailCount;

    /// <summary>A text in a normalization form.</summary>
    public static string Normalize(string text, NormalForm form)
    {
        if (IsNormalized(text, form))
        {
            return text;
        }

        List<int> characters = new(text.Length);

        foreach (Rune character in text.EnumerateRunes())
        {
            Decompose(character.Value, form >= NormalForm.CompatibilityComposed, characters);
        }

        Reorder(characters);

        if (form is NormalForm.Composed or NormalForm.CompatibilityComposed)
        {
            Compose(characters);
        }

        return ToText(characters);
    }

    /// <summary>
    /// Whether all characters come before the first that the form may change: true for English without a look at any table.
    /// </summary>
    private static bool IsNormalized(string text, NormalForm form)
    {
        char first = form switch
        {
            NormalForm.Composed => '\u0300',
            NormalForm.Decomposed => '\u00C0',
            _ => '\u00A0',
        };

        return text.AsSpan().IndexOfAnyExceptInRange('\0', (char)(first - 1)) < 0;
    }

    private static void Decompose(int character, bool compatible, List<int> characters)
    {
        int syllable = character - SyllableBase;

        if ((uint)syllable < SyllableCount)
        {
            characters.Add(LeadBase + (syllable / (VowelCount * TailCount)));
            characters.Add(VowelBase + (syllable % (VowelCount * TailCount) / TailCount));

            if (syllable % TailCount != 0)
            {
                characters.Add(TailBase + (syllable % TailCount));
            }
        }
        else if (DecompositionData.Shared.DecompositionOf(character, compatible) is int[] parts)
        {
            foreach (int part in parts)
            {
                Decompose(part, compatible, characters);
            }
        }
        else
        {
            characters.Add(character);
        }
    }

    /// <summary>Puts every run of combining characters in the order of their classes.</summary>
    private static void Reorder(List<int> characters)
    {
        List<long> run = [];

        for (int end = 0; end <= characters.Count; end++)
        {
            int combining = end < characters.Count ? DecompositionData.Shared.ClassOf(characters[end]) : 0;

            if (combining != 0)
            {
                // Class, place and character in one number: sorting keeps equal classes in their order.
                run.Add(((long)combining << 52) | ((long)run.Count << 21) | (long)characters[end]);
            }
            else if (run.Count > 0)
            {
                run.Sort();

                for (int i = 0; i < run.Count; i++)
                {
                    characters[end - run.Count + i] = (int)(run[i] & 0x1FFFFF);
                }

                run.Clear();
            }
        }
    }

    private static void Compose(List<int> characters)
    {
        int count = 0;
        int starter = -1;
        int lastClass = 0;

        for (int i = 0; i < characters.Count; i++)
        {
            int character = characters[i];
            int combining = DecompositionData.Shared.ClassOf(character);
            bool isReached = starter >= 0 && (starter == count - 1 || (lastClass != 0 && lastClass < combining));

            if (isReached && TryCompose(characters[starter], character, out int composed))
            {
                characters[starter] = composed;

                continue;
            }

            starter = combining == 0 ? count : starter;
            lastClass = combining;
            characters[count++] = character;
        }

        characters.RemoveRange(count, characters.Count - count);
    }

    private static bool TryCompose(int first, int second, out int composed)
    {
        int lead = first - LeadBase;
        int vowel = second - VowelBase;
        int syllable = first - SyllableBase;
        int tail = second - TailBase;

        if ((uint)lead < LeadCount && (uint)vowel < VowelCount)
        {
            composed = SyllableBase + (((lead * VowelCount) + vowel) * TailCount);

            return true;
        }

        if ((uint)syllable < SyllableCount && syllable % TailCount == 0 && tail is > 0 and < TailCount)
        {
            composed = first + tail;

            return true;
        }

        return DecompositionData.Shared.TryCompose(first, second, out composed);
    }

    private static string ToText(List<int> characters)
    {
        StringBuilder text = new(characters.Count);

        foreach (int character in characters)
        {
            _ = text.Append(new Rune(character).ToString());
        }

        return text.ToString();
    }
}
