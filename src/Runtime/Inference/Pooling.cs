namespace Weft;

/// <summary>How the vectors of a sequence's positions become one. Reimers and Gurevych 2019.</summary>
public enum Pooling
{
    /// <summary>That of the first position: a token that stands for the whole sequence, such as BERT's [CLS].</summary>
    First,

    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>That of the last position.</summary>
    Last,
}
