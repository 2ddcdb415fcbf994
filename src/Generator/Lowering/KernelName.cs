using Weft.Generator.Graph;
using Weft.Generator.Planning;
using Weft.Generator.Text;

namespace Weft.Generator.Lowering;

/// <summary>
/// The name of a kernel as it is composed, word by word, of all of its constants: a stem and its sizes, then options. A constant of its
/// usual value needs no word; every other value has one of its own, so that kernels that differ have different names.
/// </summary>
/// <param name="text">What is composed so far.</param>
internal sealed class KernelName(string text)
{
    /// <summary>Columns: 288, or 6x48 where they are groups.</summary>
    public static string Of(Axis columns) => columns.Groups == 1 ? $"{columns.Size}" : $"{columns.Groups}x{columns.Size}";

    /// <summary>Appends a word, if it is one.</summary>
    public KernelName Word(string word) => word.Length == 0 ? this : new KernelName(text + word);

    /// <summary>Appends the word of an option that is on.</summary>
    public KernelName If(bool isOn, string word) => isOn ? new KernelName(text + word) : this;

    /// <summary>Appends a number behind its word; the usual one needs none.</summary>
    public KernelName Count(string word, int count, int usual = 0) => this.If(count != usual, $"{word}{count}");

    /// <inheritdoc cref="Count"/>
    public KernelName Number(string word, float value, float usual) => this.If(!value.Equals(usual), $"{word}{Literal.Identifier(value)}");

    /// <summary>Appends how many rows activations have room for.</summary>
    public KernelName Rows(RowLayout layout) => new(text + (layout == RowLayout.Row ? "Row" : $"Rows{layout.Capacity}"));

    public override string ToString() => text;
}
