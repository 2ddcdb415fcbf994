using System.Globalization;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Emission;

/// <summary>Expressions and operands as C#. Parts that are themselves composed stand in parentheses, but for runs of products.</summary>
internal static class ExpressionText
{
    public static string Of(Operand operand) => operand is Address address ? Of(address) : Of(((Scalar)operand).Value);

    /// <summary>A pointer: <c>&amp;queryKeyValue[4096 + head * 512]</c>.</summary>
    public static string Of(Address address) =>
        Pointer.To(address.Base, [Literal.Integer(address.Offset), .. address.Terms.Select(Of)]);

    public static string Of(Expression expression) => expression switch
    {
        Constant constant => constant.Value.ToString(CultureInfo.InvariantCulture),
        Variable variable => variable.Name,
        Element element => $"{element.Array}[{Of(element.Index)}]",
        Minimum minimum => $"Math.Min({Of(minimum.Left)}, {Of(minimum.Right)})",
        Cast cast => $"({cast.Type}){Part(cast.Value)}",
        Real real => Literal.Float(real.Value),
        Binary { IsProduct: true, Left: Binary { IsProduct: true } } run => $"{Of(run.Left)} {run.Operator} {Part(run.Right)}",
        Binary binary => $"{Part(binary.Left)} {binary.Operator} {Part(binary.Right)}",
        _ => throw new LoweringException($"{expression.GetType().Name} has no text."),
    };

    private static string Of(Term term)
    {
        string index = Part(term.Index);

        return term.Stride == 1 ? index : $"{index} * {(term.IsWide ? "(nint)" : "")}{Literal.Integer(term.Stride)}";
    }

    private static string Part(Expression expression) => expression is Binary ? $"({Of(expression)})" : Of(expression);
}
