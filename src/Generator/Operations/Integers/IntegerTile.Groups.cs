using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <content>A group of columns of the input.</content>
internal sealed partial record IntegerTile
{
    // The instruction for four products takes some cycles, in which few rows have too few sums.
    private bool HasTwoChains => this.IsOfQuads && this.Rows <= 2;

    private int ColumnsOfInput => RoundRowsKernel.Group / InputsOf(this.Input);

    private void WriteGroup(KernelWriter writer)
    {
        foreach (string place in this.Places)
        {
            writer.Declare("sbyte*", $"group{place}", $"stored{place}");
            writer.Line($"stored{place} = &stored{place}[{this.Layout.ScaleBytes + this.Layout.ZeroBytes}];");
        }

        foreach ((string place, int row) in this.Sums)
        {
            string first = this.Stored.FirstOfParts(writer, this.QuadsOf(writer), row);
            writer.DeclareAcross(writer.Integers, $"part{place}{row}x", _ => first);

            if (this.HasTwoChains)
            {
                writer.DeclareAcross(writer.Integers, $"other{place}{row}x", _ => $"{writer.Integers}.Zero");
            }
        }

        writer.Line();
        int bytes = this.Layout.Bytes(OctetRows.Count);
        string steps = string.Concat(this.Places.Select(place => $"stored{place} = &stored{place}[{bytes}], "));
        string step = $"input = &input[{OctetRows.Count / this.ColumnsOfInput}]";
        string inputs = $"Math.Min(depth, {this.Layout.GroupRows}) / {this.ColumnsOfInput}";

        using (writer.Block($"for (int* end = &input[{inputs}]; input != end; {steps}{step})"))
        {
            this.WriteStep(writer);
        }

        writer.Line();
        this.WriteSums(writer);
    }

    private void WriteStep(KernelWriter writer)
    {
        foreach (string place in this.Places)
        {
            this.Stored.DeclareStep(writer, place);
        }

        int turns = this.IsOfQuads ? QuadsOfStep : PairsOfStep;

        foreach (int turn in Enumerable.Range(0, turns))
        {
            if (writer.Set.Caches is not null)
            {
                WriteTouches(writer, (((turn + 1) * this.LinesOfStep()) / turns) - (turn * this.LinesOfStep() / turns));
            }

            if (this.IsOfQuads)
            {
                this.WriteQuad(writer, writer.Set.Quads!, turn);
            }
            else
            {
                this.WritePair(writer, turn);
            }
        }
    }

    // Evenly between what is multiplied: a processor has only so many lines on their way.
    private static void WriteTouches(KernelWriter writer, int lines)
    {
        for (int line = 0; line < lines; line++)
        {
            writer.Line("Touch(ahead);");
            writer.Line("ahead = &ahead[advance];");
        }
    }

    // Two columns of the input and two rows of weights.
    private void WritePair(KernelWriter writer, int pair)
    {
        foreach (string place in this.Places)
        {
            foreach (int vector in writer.VectorIndices)
            {
                writer.Declare(writer.Shorts, $"weight{place}{pair}x{vector}", this.Stored.Pair(writer, place, pair, vector));
            }
        }

        foreach (int row in Enumerable.Range(0, this.Rows))
        {
            writer.Declare(writer.Shorts, $"columns{pair}x{row}", $"{this.InputOf(writer, row, pair)}.AsInt16()");

            foreach (string place in this.Places)
            {
                writer.Each(vector => $"part{place}{row}x{vector} += MultiplyPairs(columns{pair}x{row}, weight{place}{pair}x{vector});");
            }
        }
    }

    // Four columns and four rows.
    private void WriteQuad(KernelWriter writer, QuadProducts products, int quad)
    {
        foreach (string place in this.Places)
        {
            foreach (int vector in writer.VectorIndices)
            {
                writer.Declare(
                    $"{writer.Class}<{products.Element}>",
                    $"weight{place}{quad}x{vector}",
                    this.Stored.Quad(writer, products, place, quad, vector));
            }
        }

        foreach (int row in Enumerable.Range(0, this.Rows))
        {
            writer.Declare($"{writer.Class}<sbyte>", $"columns{quad}x{row}", $"{this.InputOf(writer, row, quad)}.AsSByte()");

            foreach (string place in this.Places)
            {
                writer.Each(vector =>
                {
                    string part = $"{(quad == 1 && this.HasTwoChains ? "other" : "part")}{place}{row}x{vector}";

                    return $"{part} = {products.Add(part, $"weight{place}{quad}x{vector}", $"columns{quad}x{row}")};";
                });
            }
        }
    }

    private string InputOf(KernelWriter writer, int row, int turn) =>
        writer.Create($"input[{Literal.Integer((row * InputsOf(this.Input)) + turn)}]");

    private void WriteSums(KernelWriter writer)
    {
        foreach ((string place, int row) in this.HasTwoChains ? this.Sums : [])
        {
            writer.Each(vector => $"part{place}{row}x{vector} += other{place}{row}x{vector};");
        }

        if (this.IsOfQuads)
        {
            writer.Declare("float16", writer.Create(FromFloat16Function.Factor));
        }

        foreach (string place in this.Places)
        {
            writer.Declare($"scale{place}", vector => this.Scale(writer, place, vector));
            this.Stored.DeclareZeros(writer, this.QuadsOf(writer), place);
        }

        foreach (int row in Enumerable.Range(0, this.Rows))
        {
            if (this.IsGrouped)
            {
                writer.Declare($"scaleOf{row}", writer.Create($"scales[{row}]"));
            }

            foreach (string place in this.Places)
            {
                this.Stored.DeclareRests(writer, this.QuadsOf(writer), place, row);
                writer.Each(vector =>
                {
                    string integers = this.Stored.Sum(this.QuadsOf(writer), place, row, vector);
                    string sum = this.IsOfQuads ? $"({integers}.AsSingle() - shift)" : $"{writer.Class}.ConvertToSingle({integers})";

                    return writer.AddProduct(
                        $"sum{place}{row}x{vector}", this.IsGrouped ? $"({sum} * scaleOf{row})" : sum, $"scale{place}{vector}");
                });
            }
        }
    }

    // Vectors of another set have no functions beside this kernel.
    private string Scale(KernelWriter writer, string place, int vector)
    {
        string stored = Pointer.To($"group{place}", Literal.Integer(vector * writer.Set.Lanes * sizeof(ushort)));

        return this.IsOfQuads ? FromFloat16Function.Expression(writer, stored, "float16") : $"FromFloat16((ushort*){stored})";
    }
}
