namespace Weft.Generator.Operations;

/// <summary>How tiles of integers find the rows that they multiply.</summary>
internal enum IntegerColumns
{
    /// <summary>Integers of two bytes, of 16 bits; a row has a scale.</summary>
    Words,

    /// <summary>Integers of two bytes, of 8 bits; each group of columns of a row has a scale.</summary>
    GroupedWords,

    /// <summary>The same integers in one byte each, for an instruction that multiplies bytes.</summary>
    GroupedBytes,
}
