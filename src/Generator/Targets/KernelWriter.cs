using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Text;

namespace Weft.Generator.Targets;

/// <summary>A <see cref="SourceWriter"/> that knows the vectors of one instruction set.</summary>
internal sealed class KernelWriter(SourceWriter writer, InstructionSet set)
{
    public InstructionSet Set => set;

    /// <summary>The vector type.</summary>
    public string Vector => set.Vector;

    /// <summary>The class of its operations.</summary>
    public string Class => set.VectorClass;

    /// <summary>Vectors in the 16 columns of a panel's row.</summary>
    public int VectorsPerPanel => set.VectorsPerPanel;

    /// <summary>0, 1, .. below <see cref="VectorsPerPanel"/>.</summary>
    public IEnumerable<int> VectorIndices => Enumerable.Range(0, this.VectorsPerPanel);

    public void Line(string text = "")
    {
        // Declarations with the shape behind them stay as they are.
        if (text.Contains("\n") || text.Contains("//"))
        {
            writer.WriteLine(text);
        }
        else
        {
            writer.WriteCall(text);
        }
    }

    public SourceWriter.Block Block(string heading) => writer.WriteBlock(heading);

    /// <summary><c>*(Vector256&lt;float&gt;*)(pointer + 8)</c> for vector 1 of a row.</summary>
    public string At(string pointer, int vector, int offset = 0)
    {
        int floats = offset + (vector * set.Lanes);

        return floats == 0 ? $"*({this.Vector}*){pointer}" : $"*({this.Vector}*)({pointer} + {Literal.Integer(floats)})";
    }

    /// <summary><c>*(Vector256&lt;float&gt;*)(pointer + at + 8)</c> for vector 1 of the panel or row at the variable <c>at</c>.</summary>
    public string AtIndex(string pointer, int vector, string index = "at") =>
        vector == 0 ? $"*({this.Vector}*)({pointer} + {index})" : $"*({this.Vector}*)({pointer} + {index} + {vector * set.Lanes})";

    /// <summary>Declares <paramref name="name"/>0, 1, .. one per vector of a panel's row.</summary>
    public void Declare(string name, Func<int, string> value)
    {
        foreach (int vector in this.VectorIndices)
        {
            this.Line($"{this.Vector} {name}{vector} = {value(vector)};");
        }
    }

    /// <summary>Declares sums that start from zero, <paramref name="name"/>0x0, .. with the chain before the vector.</summary>
    public void DeclareChains(string name, int chains)
    {
        foreach (int chain in Enumerable.Range(0, chains))
        {
            this.Declare($"{name}{chain}x", _ => this.Zero);
        }
    }

    /// <summary>The sum of 1, 2 or 4 chains of one vector, in pairs.</summary>
    public string SumOfChains(string name, int chains, int vector) => chains switch
    {
        1 => $"{name}0x{vector}",
        2 => $"{name}0x{vector} + {name}1x{vector}",
        _ => $"({name}0x{vector} + {name}1x{vector}) + ({name}2x{vector} + {name}3x{vector})",
    };

    /// <summary>One statement per vector of a panel's row.</summary>
    public void Each(Func<int, string> statement)
    {
        foreach (int vector in this.VectorIndices)
        {
            this.Line(statement(vector));
        }
    }

    /// <summary><c>(name0 + name1) + (name2 + name3)</c>: the vectors of a row as one.</summary>
    public string SumOf(string name) => this.VectorsPerPanel switch
    {
        1 => $"{name}0",
        2 => $"{name}0 + {name}1",
        _ => $"({name}0 + {name}1) + ({name}2 + {name}3)",
    };

    /// <summary>
    /// The greater of two vectors, lane by lane, in one instruction: what it makes of a NaN in <paramref name="left"/> depends on the
    /// processor, one in <paramref name="right"/> stays.
    /// </summary>
    public string Max(string left, string right) => $"{this.Class}.MaxNative({left}, {right})";

    /// <summary>The greatest of the vectors of a row, lane by lane.</summary>
    public string MaximumOf(string name) => this.VectorsPerPanel switch
    {
        1 => $"{name}0",
        2 => this.Max($"{name}0", $"{name}1"),
        _ => this.Max(this.Max($"{name}0", $"{name}1"), this.Max($"{name}2", $"{name}3")),
    };

    /// <summary>
    /// <paramref name="value"/> where the columns of <paramref name="vector"/> in a panel with <paramref name="columns"/> valid ones are
    /// valid, <paramref name="padding"/> elsewhere.
    /// </summary>
    public string Valid(string value, int vector, int columns, string padding)
    {
        int lanes = Math.Min(set.Lanes, Math.Max(0, columns - (vector * set.Lanes)));

        if (lanes == set.Lanes)
        {
            return value;
        }

        if (lanes == 0)
        {
            return padding;
        }

        string mask = string.Join(", ", Enumerable.Range(0, set.Lanes).Select(lane => lane < lanes ? "-1" : "0"));

        return $"{this.Class}.ConditionalSelect({this.Class}.Create({mask}).AsSingle(), {value}, {padding})";
    }

    public string Zero => $"{this.Vector}.Zero";

    /// <summary>Loops over the panels of a row; the last one stands apart when it is padded, with the number of its valid columns.</summary>
    /// <param name="columns">The row.</param>
    /// <param name="stride">Floats from one panel to the next, as an expression.</param>
    /// <param name="body">Writes one panel: the offset of the panel is the variable <c>at</c>; valid columns come as an argument.</param>
    public void EachPanel(Axis columns, string stride, Action<int> body)
    {
        // A padded group has its padding at its end; the rows that need to know are those of a single group.
        int tail = columns.Groups == 1 ? columns.Size % Axis.PanelWidth : 0;
        int whole = tail == 0 ? columns.Panels : columns.Panels - 1;

        if (whole > 0)
        {
            using (this.Block($"for (nint panel = 0, at = 0; panel < {whole}; panel++, at += {stride})"))
            {
                body(Axis.PanelWidth);
            }
        }

        if (tail != 0)
        {
            if (whole > 0)
            {
                this.Line();
                this.Line($"// The last panel has {tail} columns.");
            }
            else
            {
                this.Line($"// One panel of {tail} columns.");
            }

            using (this.Block(string.Empty))
            {
                this.Line(whole == 0 ? "const nint at = 0;" : $"const nint at = {whole} * {stride};");
                body(tail);
            }
        }
    }
}
