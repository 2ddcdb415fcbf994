using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Sinusoids of every position, which are added to the embeddings of tokens. Vaswani et al. 2017.</summary>
/// <param name="Positions">Rows of the table.</param>
/// <param name="Size">Columns of the residual stream.</param>
internal sealed record SinusoidTable(int Positions, int Size) : SessionTable
{
    private const string Base = "10000";

    public override long Floats => (long)Axis.RoundUp(this.Size) * this.Positions;

    private string Summary =>
        $"table[position, 2i] = sin(position / {Base}^(2i / {this.Size})), " +
        "table[position, 2i + 1] = cos of the same angle (Vaswani et al. 2017),\n" +
        $"for {this.Positions} positions (max_length) and {this.Size} columns (d_model), in panels of {Panels.Width} columns.";

    public override void Write(SourceWriter writer) => AngleLoop.Write(
        writer,
        this.Summary,
        this.Positions,
        this.Size,
        AngleLoop.Powers(Base, this.Size),
        $"to[position * {Panels.Width}] = (float)(column % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));");
}
