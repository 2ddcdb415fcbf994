namespace Weft;

/// <summary>How BLEU splits a segment into words, by the names of sacreBLEU.</summary>
public enum BleuTokenization
{
    /// <summary>"13a": the tokenization of NIST's mteval-v13a and of WMT; the usual choice for languages with spaces.</summary>
    Mteval13a,

    /// <summary>"intl": mteval-v14's international tokenization, by Unicode's punctuation and symbols.</summary>
    International,

    /// <summary>"zh": every Chinese character is a word, and the rest is split as by 13a; for Chinese.</summary>
    Chinese,

    /// <summary>"char": every character is a word.</summary>
    Character,

    /// <summary>"none": the segment is tokenized already; words are separated by white space.</summary>
    None,
}
