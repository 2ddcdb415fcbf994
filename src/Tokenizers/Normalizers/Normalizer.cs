namespace Weft.Tokenizers;

/// <summary>Changes a text before it is split and looked up. Instances hold no state between texts.</summary>
internal abstract class Normalizer
{
    /// <summary>The text that a vocabulary knows.</summary>
    public abstract string Normalize(string text);
}
