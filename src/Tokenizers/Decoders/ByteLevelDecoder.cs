using System.Collections.Generic;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>GPT-2's visible symbols as bytes again. A token with anything else in it stands for itself.</summary>
internal sealed class ByteLevelDecoder : TokenDecoder
{
    /// <inheritdoc/>
    public override List<string> Decode(List<string> tokens)
    {
        List<byte> bytes = [];

        foreach (string token in tokens)
        {
            int before = bytes.Count;

            foreach (char symbol in token)
            {
                if (!ByteSymbols.TryGetByte(symbol, out byte value))
                {
                    bytes.RemoveRange(before, bytes.Count - before);
                    bytes.AddRange(Encoding.UTF8.GetBytes(token));

                    break;
                }

                bytes.Add(value);
            }
        }

        return [Encoding.UTF8.GetString([.. bytes])];
    }
}
