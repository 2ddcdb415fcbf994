using System;
using System.Collections.Generic;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>The tokens &lt;0x00&gt; to &lt;0xFF&gt;, which spell what has no other token.</summary>
internal sealed class ByteFallback
{
    private readonly int[] _ids = new int[256];

    /// <summary>Finds the tokens; those that a vocabulary lacks are left out.</summary>
    public ByteFallback(Vocabulary vocabulary)
    {
        for (int value = 0; value < _ids.Length; value++)
        {
            _ids[value] = vocabulary.IdOf(NameOf((byte)value)) ?? -1;
        }
    }

    /// <summary>Adds the tokens of the bytes of a text.</summary>
    /// <returns>False, and nothing is added, where one has no token.</returns>
    public bool TryEncode(ReadOnlySpan<char> text, List<int> ids)
    {
        int before = ids.Count;
        Span<byte> bytes = stackalloc byte[4];

        foreach (Rune character in text.EnumerateRunes())
        {
            foreach (byte value in bytes[..character.EncodeToUtf8(bytes)])
            {
                if (_ids[value] < 0)
                {
                    ids.RemoveRange(before, ids.Count - before);

                    return false;
                }

                ids.Add(_ids[value]);
            }
        }

        return true;
    }

    /// <summary>The byte that a token stands for.</summary>
    public static bool TryParse(string token, out byte value)
    {
        value = 0;

        return token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>'
            && byte.TryParse(token.AsSpan(3, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out value);
    }

    private static string NameOf(byte value) => $"<0x{value:X2}>";
}
