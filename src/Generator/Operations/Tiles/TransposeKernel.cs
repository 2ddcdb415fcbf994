using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Targets;

namespace Weft.Generator.Operations;

/// <summary>Turns 16 rows of a matrix into one panel of its transpose, scaled.</summary>
internal sealed record TransposeKernel : Kernel
{
    protected override KernelName Words => new("Transpose");

    public override string Family => "Tiles";

    public override bool IsEntry => false;

    public override Signature Signature => Signature.Empty.Floats("input", "output").Indices("inputStride", "columns").Numbers("scale");

    public override IEnumerable<VectorFunction> Functions => [new InterleaveFunction()];

    public override string Summary =>
        $"output[columns, {Panels.Width}] = input[{Panels.Width}, columns]^T * scale, in squares of 4 x 4; columns fill panels.";

    public override void WriteBody(KernelWriter writer)
    {
        writer.Declare(FourLanes.Vector, "factor", $"{FourLanes.Class}.Create(scale)");
        writer.Line();

        string steps = $"input = &input[inputStride], output = &output[{Panels.Square}]";

        using (writer.Block($"for (; columns > 0; columns -= {Panels.Width}, {steps})"))
        {
            WriteSquares(writer);
        }
    }

    private static void WriteSquares(KernelWriter writer)
    {
        using (writer.Block($"for (nint row = 0; row < {Panels.Width}; row += 4)"))
        using (writer.Block($"for (nint column = 0; column < {Panels.Width}; column += 4)"))
        {
            writer.Declare("float*", "from", $"&input[row * {Panels.Width} + column]");
            writer.Declare("float*", "to", $"&output[column * {Panels.Width} + row]");

            for (int i = 0; i < 4; i++)
            {
                string offset = i == 0 ? "from" : $"(from + {i * Panels.Width})";
                writer.Declare(FourLanes.Vector, $"row{i}", $"*({FourLanes.Vector}*){offset} * factor");
            }

            writer.Declare(FourLanes.Vector, "even0", "InterleaveLow(row0, row2)");
            writer.Declare(FourLanes.Vector, "even1", "InterleaveHigh(row0, row2)");
            writer.Declare(FourLanes.Vector, "odd0", "InterleaveLow(row1, row3)");
            writer.Declare(FourLanes.Vector, "odd1", "InterleaveHigh(row1, row3)");
            writer.Line($"*({FourLanes.Vector}*)to = InterleaveLow(even0, odd0);");
            writer.Line($"*({FourLanes.Vector}*)(to + {Panels.Width}) = InterleaveHigh(even0, odd0);");
            writer.Line($"*({FourLanes.Vector}*)(to + {2 * Panels.Width}) = InterleaveLow(even1, odd1);");
            writer.Line($"*({FourLanes.Vector}*)(to + {3 * Panels.Width}) = InterleaveHigh(even1, odd1);");
        }
    }
}
