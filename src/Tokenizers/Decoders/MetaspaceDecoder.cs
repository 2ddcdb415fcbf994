using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Tokenizers;

/// <summary>Marks as spaces again; those of the first token go, if texts get one in front.</summary>
internal sealed class MetaspaceDecoder(string mark, PrependScheme prepend) : TokenDecoder
{
    /// <inheritdoc/>
    public override List<string> Decode(List<string> tokens)
    {
        string first = prepend == PrependScheme.Never ? " " : string.Empty;

        return [.. tokens.Select((token, i) => token.Replace(mark, i == 0 ? first : " ", StringComparison.Ordinal))];
    }
}
