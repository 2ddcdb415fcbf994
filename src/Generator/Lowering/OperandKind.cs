namespace Weft.Generator.Lowering;

/// <summary>What a parameter of a kernel takes.</summary>
internal enum OperandKind
{
    /// <summary>A pointer to floats: a matrix, a vector, a statistic, scratch.</summary>
    Floats,

    /// <summary>A pointer to 32-bit integers: tokens, positions, labels.</summary>
    Integers,

    /// <summary>A row, a panel, a position, or a number of them.</summary>
    Index,

    /// <summary>A yes or no.</summary>
    Flag,

    /// <summary>32 bits that random numbers are drawn from.</summary>
    Word,

    /// <summary>A single float.</summary>
    Number,

    /// <summary>The key of the dropout generator.</summary>
    DropoutKey,
}

/// <summary>The C# of the kinds.</summary>
internal static class OperandKinds
{
    /// <summary>The type of a parameter.</summary>
    public static string TypeName(this OperandKind kind) => kind switch
    {
        OperandKind.Floats => "float*",
        OperandKind.Integers => "int*",
        OperandKind.Index => "nint",
        OperandKind.Flag => "bool",
        OperandKind.Word => "uint",
        OperandKind.Number => "float",
        _ => nameof(OperandKind.DropoutKey),
    };
}
