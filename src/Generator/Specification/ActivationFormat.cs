namespace Weft.Generator.Specification;

/// <summary>What becomes of activations before products with weights.</summary>
internal enum ActivationFormat
{
    /// <summary>They stay floats; beside weights that are integers, each row is rounded to 16 bits.</summary>
    Float32,

    /// <summary>Integers of 8 bits: 127 for the largest magnitude in each 32 columns of a row, with a scale for them.</summary>
    Int8,
}
