using System.Linq;
using Weft.Generator.Emission;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Text;

namespace Weft.Benchmarks.Compilation;

/// <summary>What a thread does for one item of work; arenas in floats, the size of an item where it is a block of rows or of panels.</summary>
internal unsafe delegate void KernelItem(float* arena, float* scratch, nint item, nint size);

/// <summary>Calls of a kernel with literal offsets, cut into items as a model's pass cuts them.</summary>
/// <param name="Items">Items of work.</param>
/// <param name="Kernel">The kernel that is called.</param>
/// <param name="Operands">Its operands, C# over <c>arena</c>, <c>scratch</c>, <c>item</c> and <c>size</c>.</param>
internal sealed record KernelWork(int Items, Kernel Kernel, params (string Name, string? Value)[] Operands)
{
    /// <summary>The call of an item, in C#; the kernel is a method of <c>TKernels</c>.</summary>
    public string Statement => $"TKernels.{this.Kernel.Call(this.Operands)};";

    /// <summary>Whether an item is one row of many, of which threads take blocks.</summary>
    public bool IsByRows { get; private init; }

    /// <summary>Items of which one of several threads claims as many at once; 0 where every item is claimed by itself.</summary>
    public int Claim { get; private init; }

    /// <summary>A kernel over panels of outputs.</summary>
    /// <param name="panels">Panels in all.</param>
    /// <param name="claim">Panels that one of several threads claims at once.</param>
    /// <param name="kernel">What is called for some of them.</param>
    /// <param name="operands">Its operands, apart from the panels.</param>
    public static KernelWork OfPanels(int panels, int claim, Kernel kernel, params (string Name, string? Value)[] operands) =>
        new(panels, kernel, [.. operands, ("panel", "item"), ("panels", "size")]) { Claim = claim };

    /// <summary>The product of a single row.</summary>
    /// <param name="panels">Panels of outputs in all.</param>
    /// <param name="kernel">What is called for some of them.</param>
    /// <param name="operands">Its operands, apart from the panels.</param>
    public static KernelWork OfRow(int panels, RowProduct kernel, params (string Name, string? Value)[] operands) =>
        new(kernel.Items(panels), kernel, 
        [
            .. operands,
            .. kernel.Share(new Variable("item"), new Variable("size"), panels).Select(static part => (part.Name, (string?)ExpressionText.Of(part.Value))),
        ]) { Claim = kernel.Claim };

    /// <summary>A kernel over rows.</summary>
    /// <param name="rows">Rows in all.</param>
    /// <param name="kernel">What is called for a block of them.</param>
    /// <param name="operands">Its operands, apart from the rows.</param>
    public static KernelWork OfRows(int rows, Kernel kernel, params (string Name, string? Value)[] operands)
    {
        string count = $"Math.Min(size, {Literal.Integer(rows)} - item * size)";

        return new(rows, kernel, [.. operands, ("row", "item * size"), ("rows", count)]) { IsByRows = true };
    }
}
