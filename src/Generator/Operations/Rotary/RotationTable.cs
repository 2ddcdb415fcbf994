using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The cosines and signed sines that rotary positions turn heads by. Su et al. 2021.</summary>
/// <param name="Positions">Rows of the table.</param>
/// <param name="Size">Columns of a head's queries and keys.</param>
/// <param name="Theta">What the frequencies are powers of.</param>
internal sealed record RotationTable(int Positions, int Size, float Theta) : SessionTable
{
    public override long Floats => 2L * Axis.RoundUp(this.Size) * this.Positions;

    private string Summary =>
        $"The cosines, then the sines of position * theta^(-2i / {this.Size}) for columns 2i and 2i + 1, the even one's sine negative\n" +
        $"(Su et al. 2021), for {this.Positions} positions (max_length) and {this.Size} columns (d_key), " +
        $"in panels of {Panels.Width} columns; theta is rope_theta.";

    public override void Write(SourceWriter writer)
    {
        string sines = Literal.Integer(this.Floats / 2);
        AngleLoop.Write(
            writer, this.Summary, this.Positions, this.Size, Literal.Float(this.Theta).TrimEnd('f'),
            $"to[position * {Panels.Width}] = (float)Math.Cos(angle);",
            $"to[{sines} + (position * {Panels.Width})] = (float)(column % 2 == 0 ? -Math.Sin(angle) : Math.Sin(angle));");
    }
}
