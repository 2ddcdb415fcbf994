namespace Weft.Generator.Lowering;

/// <summary>A number that a pass computes between kernels: an item, a row, a count. Arithmetic on expressions makes longer ones.</summary>
internal abstract record Expression
{
    public static implicit operator Expression(long value) => new Constant(value);

    public static Expression operator +(Expression left, Expression right) => new Binary(left, "+", right);

    public static Expression operator -(Expression left, Expression right) => new Binary(left, "-", right);

    public static Expression operator *(Expression left, Expression right) => new Binary(left, "*", right);

    public static Expression operator /(Expression left, Expression right) => new Binary(left, "/", right);

    public static Expression operator %(Expression left, Expression right) => new Binary(left, "%", right);

    /// <summary>The smaller of two.</summary>
    public static Expression Min(Expression left, Expression right) => new Minimum(left, right);

    /// <summary>How many times <paramref name="size"/> it takes to cover a count.</summary>
    public static Expression Blocks(Expression count, int size) => (count + (size - 1)) / size;

    /// <summary>A comparison or an operation on bits.</summary>
    public Expression Then(string operation, Expression right) => new Binary(this, operation, right);

    /// <summary>The same number in another type.</summary>
    public Expression As(string type) => new Cast(type, this);
}

/// <summary>A number that is known.</summary>
internal sealed record Constant(long Value) : Expression;

/// <summary>A variable of the pass or a member of its context, such as <c>pass.Target.Rows</c>.</summary>
internal sealed record Variable(string Name) : Expression;

/// <summary>An element of an array that the pass is given.</summary>
internal sealed record Element(string Array, Expression Index) : Expression;

/// <summary>Two expressions and what is done with them.</summary>
internal sealed record Binary(Expression Left, string Operator, Expression Right) : Expression
{
    /// <summary>Whether it binds as tightly as a product does.</summary>
    public bool IsProduct => this.Operator is "*" or "/" or "%";
}

/// <summary>The smaller of two.</summary>
internal sealed record Minimum(Expression Left, Expression Right) : Expression;

/// <summary>A number in another type.</summary>
internal sealed record Cast(string Type, Expression Value) : Expression;

/// <summary>A number that is known and not whole.</summary>
internal sealed record Real(float Value) : Expression;
