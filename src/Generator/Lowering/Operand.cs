using System.Collections.Immutable;

namespace Weft.Generator.Lowering;

/// <summary>What a call puts in the place of a parameter.</summary>
/// <param name="Kind">What it is.</param>
internal abstract record Operand(OperandKind Kind)
{
    /// <summary>A row, a panel, a position, or a number of them.</summary>
    public static Operand Index(Expression value) => new Scalar(OperandKind.Index, value);

    /// <summary>A yes or no.</summary>
    public static Operand Flag(Expression value) => new Scalar(OperandKind.Flag, value);

    /// <summary>32 bits.</summary>
    public static Operand Word(Expression value) => new Scalar(OperandKind.Word, value);

    /// <summary>A float.</summary>
    public static Operand Number(Expression value) => new Scalar(OperandKind.Number, value);

    /// <summary>A pointer to integers.</summary>
    public static Operand Integers(Expression value) => new Scalar(OperandKind.Integers, value);
}

/// <summary>Anything but a place in an arena.</summary>
internal sealed record Scalar(OperandKind Kind, Expression Value) : Operand(Kind);

/// <summary>A place in an arena: a pointer, a literal distance, and distances that depend on the item.</summary>
/// <param name="Base">The pointer: a local of the block, or an arena of the pass.</param>
/// <param name="Offset">Floats behind it.</param>
/// <param name="Terms">Indices, each with the floats from one to the next.</param>
internal sealed record Address(string Base, long Offset, ImmutableArray<Term> Terms) : Operand(OperandKind.Floats)
{
    public static Address Of(string pointer, long offset = 0) => new(pointer, offset, ImmutableArray<Term>.Empty);

    /// <summary>The place some floats further on.</summary>
    public static Address operator +(Address place, long floats) => place with { Offset = place.Offset + floats };

    /// <summary>The place of an index; of a null one, which stands for the only item there is, the place itself.</summary>
    public Address At(Expression? index, long stride) =>
        index is null ? this : this with { Terms = this.Terms.Add(new Term(index, stride)) };

    /// <summary>The same for an index that is an <c>int</c>: its distance need not fit into one.</summary>
    public Address AtWide(Expression? index, long stride) =>
        index is null ? this : this with { Terms = this.Terms.Add(new Term(index, stride) { IsWide = true }) };
}

/// <summary>An index and the floats from one of its values to the next.</summary>
internal sealed record Term(Expression Index, long Stride)
{
    /// <summary>Whether the product is computed in native width although the index is an <c>int</c>.</summary>
    public bool IsWide { get; init; }
}
