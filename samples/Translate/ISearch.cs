using System.Collections.Generic;

namespace Weft.Samples;

/// <summary>How a model finds translations, in subwords.</summary>
internal interface ISearch
{
    /// <summary>The longest source, its end token included.</summary>
    int LongestSource { get; }

    /// <summary>Translates sentences.</summary>
    /// <param name="sources">Subwords, each with the end token, none longer than <see cref="LongestSource"/>.</param>
    /// <returns>As many translations, without start and end tokens.</returns>
    IReadOnlyList<int[]> Translate(IReadOnlyList<int[]> sources);
}
