using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Weft.Tokenizers;

/// <summary>
/// GPT-2's spelling of bytes as characters that can be printed: those of Latin-1 that are visible stand for themselves, the 68 others for
/// U+0100 and on, so that the space is 'Ġ'.
/// </summary>
internal static class ByteSymbols
{
    /// <summary>The symbol of each byte.</summary>
    public static ImmutableArray<string> All { get; } = Create();

    /// <summary>Whether a vocabulary has them all: whether it works on bytes.</summary>
    public static bool AreIn(IReadOnlyDictionary<string, int> ids) => All.All(ids.ContainsKey);

    private static ImmutableArray<string> Create()
    {
        ImmutableArray<string>.Builder symbols = ImmutableArray.CreateBuilder<string>(256);
        int hidden = 0;

        for (int value = 0; value < 256; value++)
        {
            bool visible = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE;
            symbols.Add(((char)(visible ? value : 256 + hidden++)).ToString());
        }

        return symbols.MoveToImmutable();
    }
}
