using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>Runs of the tokens &lt;0x00&gt; to &lt;0xFF&gt; as text; where a run is no UTF-8, U+FFFD for each of its bytes.</summary>
internal sealed class ByteFallbackDecoder : TokenDecoder
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public override List<string> Decode(List<string> tokens)
    {
        List<string> parts = new(tokens.Count);
        List<byte> run = [];

        foreach (string token in tokens)
        {
            if (ByteFallback.TryParse(token, out byte value))
            {
                run.Add(value);
            }
            else
            {
                AddRun(run, parts);
                parts.Add(token);
            }
        }

        AddRun(run, parts);

        return parts;
    }

    private static void AddRun(List<byte> run, List<string> parts)
    {
        if (run.Count == 0)
        {
            return;
        }

        try
        {
            parts.Add(Strict.GetString([.. run]));
        }
        catch (DecoderFallbackException)
        {
            parts.AddRange(Enumerable.Repeat("\uFFFD", run.Count));
        }

        run.Clear();
    }
}
