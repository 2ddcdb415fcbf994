namespace Weft.Import.Gguf;

/// <summary>The types of metadata, with the numbers that files have for them.</summary>
internal enum GgufValueType : uint
{
    /// <summary>A byte.</summary>
    UInt8,

    /// <summary>A byte with a sign.</summary>
    Int8,

    /// <summary>16 bits.</summary>
    UInt16,

    /// <summary>16 bits with a sign.</summary>
    Int16,

    /// <summary>32 bits.</summary>
    UInt32,

    /// <summary>32 bits with a sign.</summary>
    Int32,

    /// <summary>A single.</summary>
    Float32,

    /// <summary>A byte, 0 or 1.</summary>
    Boolean,

    /// <summary>A text.</summary>
    Text,

    /// <summary>The type of its elements, their number, and they.</summary>
    Array,

    /// <summary>64 bits.</summary>
    UInt64,

    /// <summary>64 bits with a sign.</summary>
    Int64,

    /// <summary>A double.</summary>
    Float64,
}
