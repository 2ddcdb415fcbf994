using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Shared;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Lowering;

/// <summary>
/// Writes the bodies of kernels and vector functions for one instruction set, a statement or a declaration at a time, and counts what it
/// writes.
/// </summary>
internal sealed partial class KernelWriter(SourceWriter writer, InstructionSet set, Kernel? kernel = null)
{
    /// <summary>What a block's heading counts for: a test and a step.</summary>
    private const int HeadingStatements = 2;

    private readonly HashSet<Kernel> _callees = [.. kernel?.Callees(set) ?? []];
    private readonly List<(string Name, string Value, int Depth)> _rows = new();
    private int _multiplyAdds;
    private int _locals;
    private int _statements;

    /// <summary>The instruction set.</summary>
    public InstructionSet Set => set;

    /// <summary>What moves cache lines by hand, for code that has asked whether the set has it.</summary>
    /// <exception cref="LoweringException">The set has nothing of the kind.</exception>
    public CacheInstructions Caches => set.Caches
        ?? throw new LoweringException($"it moves cache lines by hand, and only {SetsWith(static other => other.Caches is not null)} can.");

    /// <summary>What has been written so far.</summary>
    public CodeSize Size => new(_multiplyAdds, _locals, _statements);

    /// <summary>The same file, for another instruction set.</summary>
    public KernelWriter Of(InstructionSet other) => new(writer, other);

    /// <summary>Writes a blank line.</summary>
    public void Line() => writer.WriteLine();

    /// <summary>Writes a statement.</summary>
    public void Line(string statement)
    {
        _statements++;
        writer.WriteCall(statement);
    }

    /// <summary>Writes a call of another kernel.</summary>
    /// <param name="callee">One of the callees of the kernel that is written.</param>
    /// <param name="operands">The names of its parameters and what each is given.</param>
    /// <exception cref="LoweringException">The callee is not declared, needs more scratch, or the operands are not its own.</exception>
    public void Call(Kernel callee, params (string Name, string? Value)[] operands)
    {
        if (!_callees.Contains(callee))
        {
            throw new LoweringException($"{kernel?.Name ?? "A vector function"} calls {callee.Name}, which is not among its callees.");
        }

        if (callee.ScratchFloats > (kernel?.ScratchFloats ?? 0))
        {
            throw new LoweringException(
                $"{kernel?.Name ?? "A vector function"} calls {callee.Name}, which needs {callee.ScratchFloats} floats of scratch, " +
                $"and reserves {kernel?.ScratchFloats ?? 0}.");
        }

        this.Line($"{callee.Call(operands)};");
    }

    /// <summary>Writes a statement on one line, however long: a literal for each lane reads best in a row.</summary>
    public void Unbroken(string statement)
    {
        _statements++;
        writer.WriteLine(statement);
    }

    /// <summary>Writes a <c>//</c> comment.</summary>
    public void Comment(string text) => writer.WriteComment(text);

    /// <summary>Writes a heading, if there is one, and opens its block.</summary>
    public SourceWriter.Block Block(string heading = "")
    {
        _statements += heading.Length == 0 ? 0 : HeadingStatements;
        this.LeaveScopes();

        return writer.WriteBlock(heading);
    }

    /// <summary>Writes the heading of a vector function, and opens its body.</summary>
    public SourceWriter.Block Method(string summary, string signature)
    {
        this.Heading(summary);

        return writer.WriteBlock($"private static {signature}");
    }

    /// <summary>Writes a vector function that is one conditional expression, an alternative a line.</summary>
    public void Method(string summary, string signature, string[] alternatives)
    {
        this.Heading(summary);
        writer.WriteLine($"private static {signature} =>");
        writer.WriteLine($"    {string.Join(" :\n    ", alternatives)};");
    }

    /// <summary>Declares a variable.</summary>
    public void Declare(string type, string name, string value)
    {
        _locals++;
        this.Line($"{type} {name} = {value};");
    }

    /// <summary>Declares a variable, with its shape behind it.</summary>
    public void Declare(string type, string name, string value, string shape)
    {
        _locals++;
        this.Unbroken($"{type} {name} = {value}; // {shape}");
    }

    /// <summary>Declares 16 zeros, which tiles add where nothing else is to be added.</summary>
    public void DeclareZeros() => this.Declare("float*", "zeros", $"stackalloc float[{Panels.Width}]", "cleared; what sums are added to");

    /// <summary>Declares a variable on one line, however long.</summary>
    public void DeclareUnbroken(string type, string name, string value)
    {
        _locals++;
        this.Unbroken($"{type} {name} = {value};");
    }

    /// <summary>Declares a variable whose value is behind a question, if there is one.</summary>
    public void Declare(string type, string name, Guarded value)
    {
        if (value.Condition is null)
        {
            this.Declare(type, name, value.Text);
            return;
        }

        this.DeclareUnbroken(type, name, $"{value.Condition}\n    ? {value.Text}\n    : {value.Fallback}");
    }

    /// <summary>Declares a vector.</summary>
    public void Declare(string name, string value) => this.Declare(this.Vector, name, value);

    /// <summary>
    /// Declares the vectors of a panel's row, which begins at an element that some terms add up to. Where it is in scope already, from the
    /// same place on, it stays: the only panel of a matrix has no block of its own. A pointer that has moved in between needs another name.
    /// </summary>
    /// <exception cref="LoweringException">The name is in scope for a row that begins elsewhere.</exception>
    public void DeclareRow(string matrix, params string[] terms) => this.DeclareVectors(RowOf(matrix), matrix, terms);

    /// <summary>The same under another name than the matrix, where several rows of it are in use.</summary>
    public void DeclareRowAs(string name, string matrix, params string[] terms) =>
        this.DeclareVectors(RowOf(name), matrix, terms);

    /// <summary>Declares the vectors of a panel's rows, one row after another.</summary>
    public void DeclareRows(string matrix, params string[] terms) => this.DeclareVectors(RowsOf(matrix), matrix, terms);

    /// <summary>Declares <paramref name="name"/>0, 1, .. one per vector of a panel's row.</summary>
    public void Declare(string name, Func<int, string> value)
    {
        foreach (int vector in this.VectorIndices)
        {
            this.Declare($"{name}{vector}", value(vector));
        }
    }

    /// <summary>Declares one vector per vector of a panel's row, all on one line.</summary>
    public void DeclareAcross(string name, Func<int, string> value) => this.DeclareAcross(this.Vector, name, value);

    /// <inheritdoc cref="DeclareAcross(string, Func{int, string})"/>
    public void DeclareAcross(string type, string name, Func<int, string> value)
    {
        _locals += this.VectorsPerPanel;
        this.EachAcross(vector => $"{type} {name}{vector} = {value(vector)};");
    }

    /// <summary>Declares sums that start from zero, <paramref name="name"/>0x0, .. with the chain before the vector.</summary>
    public void DeclareChains(string name, int chains)
    {
        foreach (int chain in Enumerable.Range(0, chains))
        {
            this.Declare($"{name}{chain}x", _ => this.Zero);
        }
    }

    /// <summary>Declares a vector of even words: a literal for each 64 bits, for the JIT folds no vector of vectors.</summary>
    public void Declare(EvenWords words)
    {
        string pair = $"{Literal.Word(words.First)}ul, {Literal.Word(words.Second)}ul";
        string pairs = string.Join(", ", Enumerable.Repeat(pair, set.Lanes / 4));
        this.DeclareUnbroken(this.Words, words.Name, $"{this.Create(pairs)}.AsUInt32()");
    }

    /// <summary>Declares a named constant.</summary>
    public void Constant(string type, string name, string value) => this.Line($"const {type} {name} = {value};");

    /// <summary>Declares a named constant, with a word on what it is.</summary>
    public void Constant(string type, string name, string value, string meaning) =>
        writer.WriteLine($"const {type} {name} = {value}; // {meaning}");

    /// <summary>Declares a named float, with a word on what it is.</summary>
    public void Constant(string name, float value, string meaning) => this.Constant("float", name, Literal.Float(value), meaning);

    /// <summary>Declares a polynomial by Horner's rule: the highest coefficient, then one multiply and add for each other one.</summary>
    public void Polynomial(string name, string argument, IReadOnlyList<float> fromTheHighest)
    {
        this.Declare(name, this.Broadcast(fromTheHighest[0]));

        foreach (float coefficient in fromTheHighest.Skip(1))
        {
            this.Line($"{name} = {this.MultiplyAdd(name, argument, this.Broadcast(coefficient))};");
        }
    }

    /// <summary>Declares halves of a vector that an operation takes together, until four lanes are left, and names the last.</summary>
    public string Fold(string vector, string operation, string element = "float")
    {
        foreach ((string type, string name, string value) in set.Fold(vector, operation, element))
        {
            this.Declare(type, name, value);
            vector = name;
        }

        return vector;
    }

    /// <summary>One statement per vector of a panel's row.</summary>
    public void Each(Func<int, string> statement)
    {
        foreach (int vector in this.VectorIndices)
        {
            this.Line(statement(vector));
        }
    }

    /// <summary>One statement per vector of a panel's row, all on one line.</summary>
    public void EachAcross(Func<int, string> statement)
    {
        _statements += this.VectorsPerPanel;
        writer.WriteLine(string.Join(" ", this.VectorIndices.Select(statement)));
    }

    private static string SetsWith(Func<InstructionSet, bool> condition) =>
        string.Join(" and ", InstructionSet.All.Where(condition).Select(static other => other.Name));

    private void DeclareVectors(string name, string matrix, string[] terms)
    {
        string value = $"({this.Vector}*){Pointer.To(matrix, terms)}";
        this.LeaveScopes();

        string? declared = _rows.FirstOrDefault(row => row.Name == name).Value;

        if (declared == value)
        {
            return;
        }

        if (declared is not null)
        {
            throw new LoweringException($"{name} is {declared} here, and cannot be {value} as well.");
        }

        _rows.Add((name, value, writer.Depth));
        this.Declare($"{this.Vector}*", name, value);
    }

    // What was declared in blocks that are closed by now.
    private void LeaveScopes() => _rows.RemoveAll(row => row.Depth > writer.Depth);

    private void Heading(string summary)
    {
        writer.WriteLine();
        writer.WriteSummary(summary);
        writer.WriteLine("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
    }
}
