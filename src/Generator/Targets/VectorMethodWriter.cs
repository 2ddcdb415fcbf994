using System;
using System.Globalization;
using System.Linq;
using Weft.Generator.Text;

namespace Weft.Generator.Targets;

/// <summary>Writes the methods of one instruction set's vector functions, and the phrases that they are made of.</summary>
internal sealed class VectorMethodWriter(SourceWriter writer, InstructionSet set)
{
    /// <summary>The instruction set.</summary>
    public InstructionSet Set => set;

    /// <summary>The vector of floats: <c>Vector256&lt;float&gt;</c>.</summary>
    public string Vector => set.Vector;

    /// <summary>The vector of as many 32-bit words: <c>Vector256&lt;uint&gt;</c>.</summary>
    public string Words => $"{set.VectorClass}<uint>";

    /// <summary>The class of its operations: <c>Vector256</c>.</summary>
    public string Class => set.VectorClass;

    /// <summary>Writes a summary, the inlining attribute and the heading, and opens the body.</summary>
    public SourceWriter.Block WriteMethod(string summary, string signature)
    {
        writer.WriteSummary(summary);
        writer.WriteLine("[MethodImpl(MethodImplOptions.AggressiveInlining)]");

        return writer.WriteBlock($"private static {signature}");
    }

    /// <summary>Writes one or several lines.</summary>
    public void WriteLine(string text = "") => writer.WriteLine(text);

    /// <summary>Writes a named constant with a word on what it is.</summary>
    public void WriteConstant(string name, float value, string meaning) =>
        writer.WriteLine($"const float {name} = {Literal.Float(value)}; // {meaning}");

    /// <summary>Writes a polynomial by Horner's rule: the highest coefficient, then one multiply and add for each other one.</summary>
    public void WritePolynomial(string name, string argument, params float[] fromTheHighest)
    {
        writer.WriteLine($"{set.Vector} {name} = {this.Create(fromTheHighest[0])};");

        for (int i = 1; i < fromTheHighest.Length; i++)
        {
            writer.WriteLine($"{name} = {set.MultiplyAdd(name, argument, this.Create(fromTheHighest[i]))};");
        }
    }

    /// <summary>A vector of one value, by its literal.</summary>
    public string Create(float value) => this.Create(Literal.Float(value));

    /// <summary>A vector of one value, by its name.</summary>
    public string Create(string value) => $"{set.VectorClass}.Create({value})";

    /// <summary>Writes an expression behind its question, where it has one.</summary>
    public void WriteGuarded(string type, string name, Guarded value)
    {
        if (value.Condition is null)
        {
            writer.WriteLine($"{type} {name} = {value.Text};");
            return;
        }

        writer.WriteLine($"{type} {name} = {value.Condition}");
        writer.WriteLine($"    ? {value.Text}");
        writer.WriteLine($"    : {value.Fallback};");
    }

    /// <summary>Writes a vector of even words: a literal for each 64 bits, for the JIT folds no vector of vectors.</summary>
    public void WriteEvenWords(EvenWords words)
    {
        string pair = $"{Literal.Word(words.First)}ul, {Literal.Word(words.Second)}ul";
        writer.WriteLine($"{this.Words} {words.Name} = {set.VectorClass}.Create({string.Join(", ", Enumerable.Repeat(pair, set.Lanes / 4))}).AsUInt32();");
    }

    /// <summary>A literal word for each lane, from the lane's number.</summary>
    public string Lanes(Func<int, int> value) => string.Join(
        ", ", Enumerable.Range(0, set.Lanes).Select(lane => value(lane).ToString(CultureInfo.InvariantCulture) + "u"));
}
