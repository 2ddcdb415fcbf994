using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>
/// The row of a panel in double: each vector of floats is two of doubles, its lower and its upper half. Where a model is so narrow that
/// its rows are one panel, sums have few terms, and each rounding counts: they are computed in double, and rounded where they go to memory.
/// Products of two floats are exact then.
/// </summary>
/// <param name="writer">Where the kernel goes.</param>
internal sealed class WideRow(KernelWriter writer)
{
    private static readonly string[] Halves = ["Lower", "Upper"];

    /// <summary>The type of half a vector.</summary>
    public string Vector { get; } = $"{writer.Class}<double>";

    /// <summary>The parts of a row, in order: <c>0Lower</c>, <c>0Upper</c> and so on.</summary>
    public IEnumerable<string> Parts => writer.VectorIndices.SelectMany(static vector => Halves.Select(half => $"{vector}{half}"));

    /// <summary>Declares the parts of a row, <c>name0Lower</c> and so on.</summary>
    public void Declare(string name, Func<string, string> value)
    {
        foreach (string part in this.Parts)
        {
            writer.Declare(this.Vector, name + part, value(part));
        }
    }

    /// <summary>Declares the parts of a row of zeros.</summary>
    public void DeclareZeros(string name) => this.Declare(name, _ => $"{this.Vector}.Zero");

    /// <summary>Declares the parts of a row that is read from memory, whose pointer is declared.</summary>
    public void DeclareRead(string name, string matrix) => this.DeclareReadAt(name, vector => writer.At(matrix, vector));

    /// <summary>Declares the parts of a row whose vectors of floats are somewhere.</summary>
    public void DeclareReadAt(string name, Func<int, string> place)
    {
        foreach (int vector in writer.VectorIndices)
        {
            foreach (string half in Halves)
            {
                writer.Declare(this.Vector, $"{name}{vector}{half}", $"{writer.Class}.Widen{half}({place(vector)})");
            }
        }
    }

    /// <summary>Declares one for each column that there is, and zero for each of the padding.</summary>
    public void DeclareColumns(string name, Axis columns)
    {
        int lanes = Panels.Width / (Halves.Length * writer.VectorsPerPanel);
        int first = 0;

        foreach (string part in this.Parts)
        {
            IEnumerable<string> values = Enumerable.Range(first, lanes).Select(column => column < columns.Count ? "1d" : "0d");
            writer.Declare(this.Vector, name + part, writer.Create(string.Join(", ", values)));
            first += lanes;
        }
    }

    /// <summary>Adds a product to every part of a sum.</summary>
    public void AddProducts(string sum, Func<string, string> left, Func<string, string> right)
    {
        foreach (string part in this.Parts)
        {
            writer.Line(writer.AddProduct(sum + part, left(part), right(part)));
        }
    }

    /// <summary>Adds to every part of a sum.</summary>
    public void Add(string sum, Func<string, string> value)
    {
        foreach (string part in this.Parts)
        {
            writer.Line($"{sum}{part} += {value(part)};");
        }
    }

    /// <summary>Declares a vector, the sum of the parts, and returns the sum of all columns, a double.</summary>
    public string Sum(string name, Func<string, string> value)
    {
        string first = this.Parts.First();
        writer.Declare(this.Vector, name, value(first));

        foreach (string part in this.Parts.Where(part => part != first))
        {
            writer.Line($"{name} += {value(part)};");
        }

        return $"{writer.Class}.Sum({name})";
    }

    /// <summary>Writes a row, rounded, to memory, whose pointer is declared.</summary>
    public void Store(Func<int, string> place, Func<string, string> value)
    {
        foreach (int vector in writer.VectorIndices)
        {
            string[] halves = [.. Halves.Select(half => value($"{vector}{half}"))];
            writer.Line($"{place(vector)} = {writer.Class}.Narrow({halves[0]}, {halves[1]});");
        }
    }
}
