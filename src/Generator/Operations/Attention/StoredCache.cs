using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>What kernels write to read and fill caches of one format.</summary>
/// <param name="format">The format.</param>
/// <param name="type">The type of an element.</param>
internal abstract class StoredCache(CacheFormat format, string type)
{
    private static readonly StoredCache[] All = [new FloatCache(), new BFloat16Cache(), new Int8Cache()];

    /// <summary>How they stand in memory.</summary>
    public CacheLayout Layout { get; } = CacheLayout.Of(format);

    /// <summary>Whether elements are no floats, and have pointers of their own.</summary>
    public virtual bool IsPacked => true;

    /// <summary>Tells kernels of one shape apart; empty for floats.</summary>
    public string Word => this.IsPacked ? $"Cache{format}" : "";

    /// <summary>The functions that make floats of elements.</summary>
    public virtual IEnumerable<VectorFunction> Readers => [];

    /// <summary>The functions that make elements of floats.</summary>
    public virtual IEnumerable<VectorFunction> Writers => [];

    /// <summary>Floats behind a panel that are read with its last row, and mean nothing.</summary>
    public virtual int ReadsPast => 0;

    /// <summary>What reads and fills a format.</summary>
    /// <exception cref="InvalidOperationException">Nothing does.</exception>
    public static StoredCache Of(CacheFormat format) => All.SingleOrDefault(cache => cache.IsOf(format))
        ?? throw new InvalidOperationException($"No kernel reads caches in {format}.");

    /// <summary>How keys and values stand, for summaries.</summary>
    public string Describe(int keySize, int positions) =>
        $"Keys are cached transposed, {Panels.Width} positions to a panel [{keySize}, {Panels.Width}]{this.KeyElements}; " +
        $"values as panels [{positions}, {Panels.Width}]{this.ValueElements}.";

    /// <summary>The name of the pointer to the first element of the values, once it is declared.</summary>
    public virtual string Values => "storedValues";

    /// <summary>The panel of keys that begins at a row: <c>&amp;keyCache[at * 32]</c>.</summary>
    public string KeyPanel(string cache, string row, int keySize) =>
        $"&{cache}[{row} * {Literal.Integer(this.Layout.KeyPanelFloats(keySize) / Panels.Width)}]";

    /// <summary>Declares the elements of a panel of keys and, where there are any, <c>keyScales</c> before them.</summary>
    public virtual void DeclareKeys(KernelWriter writer, string name, string panel) =>
        writer.Declare($"{type}*", name, $"({type}*){panel}");

    /// <summary>Declares the elements of all values and, where there are any, <c>valueScales</c> before them.</summary>
    public virtual void DeclareValues(KernelWriter writer, string cache, int rows) =>
        writer.Declare($"{type}*", this.Values, $"({type}*){cache}");

    /// <summary>Declares some of <c>valueScales</c> from a row on.</summary>
    public virtual void DeclareValueScales(KernelWriter writer, string row)
    {
    }

    /// <summary>A product with keys, by their scales where they have any.</summary>
    public virtual string WithKeyScale(KernelWriter writer, string product, int vector) => product;

    /// <summary>The probabilities of some positions, by the scales of their values where they have any.</summary>
    public virtual string WithValueScales(KernelWriter writer, string probabilities, int vector) => probabilities;

    /// <summary>A vector of a value, by its scale in <c>scales</c> where it has one.</summary>
    public virtual string WithValueScale(KernelWriter writer, string value, string position) => value;

    /// <summary>A pointer to floats as one to elements.</summary>
    public string Elements(string pointer) => this.IsPacked ? $"({type}*){pointer}" : pointer;

    /// <summary>Declares a pointer to elements.</summary>
    public void DeclareElements(KernelWriter writer, string name, string value) => writer.Declare($"{type}*", name, value);

    /// <summary>Declares <c>cachedKey</c>, the first element of the key in a row, and keeps its scale, if it has one.</summary>
    /// <param name="writer">Writes for the instruction set.</param>
    /// <param name="row">The row.</param>
    /// <param name="keySize">Columns of a head's keys, padded.</param>
    /// <param name="stride">Floats from one panel of the new key to the next.</param>
    public virtual void DeclareNewKey(KernelWriter writer, string row, int keySize, int stride)
    {
        string panel = Literal.Integer(keySize * Panels.Width);
        writer.Declare(
            $"{type}*", "cachedKey", $"&{this.First("keyCache")}[{row} / {Panels.Width} * {panel} + {row} % {Panels.Width}]");
    }

    /// <summary>Declares <c>cachedValue</c>, the first element of the value that goes to a row, in the same way.</summary>
    /// <param name="writer">Writes for the instruction set.</param>
    /// <param name="row">The row.</param>
    /// <param name="valueSize">Columns of a head's values, padded.</param>
    /// <param name="rows">Rows of the cache.</param>
    /// <param name="stride">Floats from one panel of the new value to the next.</param>
    public virtual void DeclareNewValue(KernelWriter writer, string row, int valueSize, int rows, int stride) =>
        writer.Declare($"{type}*", "cachedValue", $"&{this.First("valueCache")}[{row} * {Panels.Width}]");

    /// <summary>Declares rows that are read as they are.</summary>
    public virtual void DeclareRows(KernelWriter writer, string elements)
    {
    }

    /// <summary>A vector of a row, as floats but for its scale.</summary>
    public abstract string At(KernelWriter writer, string elements, int row, int vector);

    /// <summary>The element that a float becomes, in parts of the scale where there is one.</summary>
    /// <param name="value">The float.</param>
    /// <param name="row">The name of the key or the value that it is in.</param>
    public abstract string Stored(string value, string row);

    /// <summary>The cached key's element at <c>column</c> of a row, as a float.</summary>
    /// <param name="row">The row.</param>
    /// <param name="keySize">Columns of a head's keys, padded.</param>
    public abstract string KeyElement(string row, int keySize);

    /// <summary>Behind what describes the elements of keys.</summary>
    protected virtual string KeyElements => "";

    /// <summary>Behind what describes the elements of values.</summary>
    protected virtual string ValueElements => "";

    /// <summary>Where the element at <c>column</c> of a row stands, in panels without scales.</summary>
    protected static string PlainKeyPlace(string row, int keySize) =>
        $"(({row} / {Panels.Width} * {keySize}) + column) * {Panels.Width} + {row} % {Panels.Width}";

    private string First(string pointer) => this.IsPacked ? $"({this.Elements(pointer)})" : pointer;

    private bool IsOf(CacheFormat other) => format == other;
}
