using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>How a matrix's gradient is cut into items: some panels of its columns, the outputs, and of its rows, the inputs.</summary>
/// <param name="Inputs">Panels of rows.</param>
/// <param name="Outputs">Panels of columns.</param>
internal sealed record GradientGrid(int Inputs, int Outputs)
{
    // Together an item of 64 x 32 numbers: enough work for a claim, and enough items for many threads.
    private const int InputGroup = 4;
    private const int OutputGroup = 2;

    private static readonly Variable First = new("first");

    /// <summary>The first panel of an item's columns.</summary>
    public static readonly Variable Panel = new("panel");

    /// <summary>The items.</summary>
    public int Items => (this.Outputs + OutputGroup - 1) / OutputGroup * this.Groups;

    /// <summary>The first panel of an item's rows; null where an item has all of them.</summary>
    public Expression? FirstOrNone => this.Groups == 1 ? null : First;

    /// <summary>An item's panels of columns.</summary>
    public Expression OutputPanels => Count(this.Outputs, OutputGroup, Panel);

    private Expression InputPanels => Count(this.Inputs, InputGroup, First);

    private int Groups => (this.Inputs + InputGroup - 1) / InputGroup;

    /// <summary>Names the panels of an item.</summary>
    public IEnumerable<Define> Definitions(Expression item)
    {
        if (this.Groups == 1)
        {
            yield return Define.Native(Panel.Name, item * OutputGroup);
            yield break;
        }

        yield return Define.Native(Panel.Name, item / this.Groups * OutputGroup);
        yield return Define.Native(First.Name, item % this.Groups * InputGroup);
    }

    /// <summary>What a kernel is told of an item: its part of the gradient, a matrix of so many rows.</summary>
    public IEnumerable<(string Name, Operand? Value)> Operands(Address gradient, int rows)
    {
        long apart = (long)rows * Panels.Width;

        return
        [
            ("gradient", gradient.At(Panel, apart).At(this.FirstOrNone, Panels.Square)),
            ("panels", Operand.Index(this.InputPanels)),
            ("outputPanels", Operand.Index(this.OutputPanels)),
            ("apart", Operand.Index(apart)),
        ];
    }

    /// <summary>What one of the items does that have the same columns.</summary>
    public Statement OnceForColumns(KernelCall call) => this.Groups == 1 ? call : Guard.If(First.Then("==", 0), call);

    private static Expression Count(int panels, int group, Variable first) =>
        panels <= group ? panels : panels % group == 0 ? group : Expression.Min(group, (Expression)panels - first);
}
