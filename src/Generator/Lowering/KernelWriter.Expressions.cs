using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Lowering;

// The phrases that statements are made of.
internal sealed partial class KernelWriter
{
    /// <summary>The vector of floats: <c>Vector256&lt;float&gt;</c>.</summary>
    public string Vector => set.Vector;

    /// <summary>The vector of as many 32-bit words: <c>Vector256&lt;uint&gt;</c>.</summary>
    public string Words => $"{this.Class}<uint>";

    /// <summary>The vector of as many integers: <c>Vector256&lt;int&gt;</c>.</summary>
    public string Integers => $"{this.Class}<int>";

    /// <summary>The vector of twice as many integers of 16 bits: <c>Vector256&lt;short&gt;</c>.</summary>
    public string Shorts => $"{this.Class}<short>";

    /// <summary>The class of its operations: <c>Vector256</c>.</summary>
    public string Class => set.VectorClass;

    /// <summary>Vectors in the 16 columns of a panel's row.</summary>
    public int VectorsPerPanel => set.VectorsPerPanel;

    /// <summary>0, 1, .. below <see cref="VectorsPerPanel"/>.</summary>
    public IEnumerable<int> VectorIndices => Enumerable.Range(0, this.VectorsPerPanel);

    /// <summary>A vector of zeros.</summary>
    public string Zero => $"{this.Vector}.Zero";

    /// <summary>a x b + c in the set's own arithmetic; a factor that is a sum stands in parentheses.</summary>
    public string MultiplyAdd(string a, string b, string c)
    {
        _multiplyAdds++;

        return set.MultiplyAdd(a, b, c);
    }

    /// <summary>c - a x b in the set's own arithmetic.</summary>
    public string MultiplySubtract(string a, string b, string c)
    {
        _multiplyAdds++;

        return set.MultiplySubtract(a, b, c);
    }

    /// <summary>The statement that adds a product to a sum.</summary>
    public string AddProduct(string sum, string a, string b) => $"{sum} = {this.MultiplyAdd(a, b, sum)};";

    /// <summary>
    /// A vector of one float in every lane: in a kernel by <see cref="BroadcastFunction"/>. A function of vectors is written once, and
    /// inlined often: it calls none that would have to be inlined too.
    /// </summary>
    public string Broadcast(string value) => kernel is null ? this.Create(value) : $"Broadcast({value})";

    /// <inheritdoc cref="Broadcast(string)"/>
    public string Broadcast(float value) => this.Broadcast(Literal.Float(value));

    /// <summary>A vector of whole numbers, or of a value for each lane.</summary>
    public string Create(string value) => $"{this.Class}.Create({value})";

    /// <summary>A vector of a literal for each lane, from the lane's column in a panel's row.</summary>
    public string CreateLanes(Func<int, string> value, int vector = 0) =>
        this.Create(string.Join(", ", Enumerable.Range(vector * set.Lanes, set.Lanes).Select(value)));

    /// <summary><c>&amp;pointer[8]</c> for vector 1 of a row that begins at an offset.</summary>
    public string Offset(string pointer, int vector, int offset = 0) =>
        Pointer.To(pointer, Literal.Integer(offset + (vector * set.Lanes)));

    /// <summary><c>block + 2</c> for vector 1 of a row that is counted in blocks of four columns.</summary>
    public string BlockOffset(string start, int vector) => vector == 0 ? start : $"{start} + {vector * set.Lanes / 4}";

    /// <summary>
    /// <c>inputRow[1]</c> for vector 1 of the row of <c>input</c>, and <c>inputRows[3]</c> where its rows are declared together. The row is
    /// declared where it begins: an offset is resolved once, and not with every vector.
    /// </summary>
    public string At(string matrix, int vector) => $"{RowOf(matrix)}[{vector}]";

    /// <inheritdoc cref="At(string, int)"/>
    public string At(string matrix, int row, int vector) => $"{RowsOf(matrix)}[{(row * this.VectorsPerPanel) + vector}]";

    /// <summary>The statement that stores a vector past the caches, at an address aligned to a cache line.</summary>
    public string StorePastCaches(string address, string value) => $"{this.Class}.StoreAlignedNonTemporal({value}, {address});";

    /// <summary>The sum of 1, 2 or 4 chains of one vector, in pairs.</summary>
    public string SumOfChains(string name, int chains, int vector) =>
        InPairs(Enumerable.Range(0, chains).Select(chain => $"{name}{chain}x{vector}"), Sum);

    /// <summary><c>(name0 + name1) + (name2 + name3)</c>: the vectors of a row as one.</summary>
    public string SumOf(string name) => this.SumOf(name, static vector => vector);

    /// <summary><c>(f(name0) + f(name1)) + (f(name2) + f(name3))</c>: what becomes of the vectors of a row, as one.</summary>
    public string SumOf(string name, Func<string, string> of) => InPairs(this.VectorIndices.Select(vector => of($"{name}{vector}")), Sum);

    /// <summary>The greatest of the vectors of a row, lane by lane.</summary>
    public string MaximumOf(string name) => InPairs(this.VectorIndices.Select(vector => $"{name}{vector}"), this.Max);

    /// <summary>
    /// The greater of two vectors, lane by lane, in one instruction: what it makes of a NaN in <paramref name="left"/> depends on the
    /// processor, one in <paramref name="right"/> stays.
    /// </summary>
    public string Max(string left, string right) => $"{this.Class}.MaxNative({left}, {right})";

    /// <summary><paramref name="value"/> where <paramref name="condition"/> is positive, 0 elsewhere, lane by lane.</summary>
    public string WherePositive(string condition, string value) =>
        $"{this.Class}.ConditionalSelect({this.Class}.GreaterThan({condition}, {this.Zero}), {value}, {this.Zero})";

    /// <summary>
    /// <paramref name="value"/> where the columns of <paramref name="vector"/> in a panel with <paramref name="columns"/> valid ones are
    /// valid, <paramref name="padding"/> elsewhere.
    /// </summary>
    public string Valid(string value, int vector, int columns, string padding)
    {
        if (columns >= (vector + 1) * set.Lanes)
        {
            return value;
        }

        if (columns <= vector * set.Lanes)
        {
            return padding;
        }

        string mask = this.CreateLanes(column => column < columns ? "-1" : "0", vector);

        return $"{this.Class}.ConditionalSelect({mask}.AsSingle(), {value}, {padding})";
    }

    private static string RowOf(string matrix) => $"{matrix}Row";

    private static string RowsOf(string matrix) => $"{matrix}Rows";

    private static string Sum(string left, string right) => $"{Parentheses.Around(left)} + {Parentheses.Around(right)}";

    // Halves of the terms first, so that no chain of operations is longer than it has to be.
    private static string InPairs(IEnumerable<string> terms, Func<string, string, string> combine)
    {
        string[] level = [.. terms];

        while (level.Length > 1)
        {
            level = [.. Enumerable.Range(0, level.Length / 2).Select(pair => combine(level[2 * pair], level[(2 * pair) + 1]))];
        }

        return level[0];
    }
}
