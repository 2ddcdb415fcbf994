using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;

namespace Weft.Generator.Operations;

/// <summary>The places of pairs of rows and experts, in one order whatever the threads.</summary>
/// <param name="Experts">Experts.</param>
/// <param name="Active">Experts of a row.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record GroupKernel(int Experts, int Active, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName($"Group{this.Active}Of{this.Experts}").Rows(this.Layout);

    public override string Family => "Experts";

    public override Signature Signature => Signature.Empty
        .Integers("choices", "places", "sources", "groups", "items").Indices("rows", "blockRows");

    public override string Summary =>
        $"places[{this.Active}, row] = where the pair of a row and its choice stands: experts in their order, the rows of each in " +
        "theirs,\n" +
        $"from a multiple of {Routing.Unit} on; sources[place] is the pair. groups = [the first place of every expert, its rows];\n" +
        "items = the number of blocks of at most blockRows rows, and of each the expert, the first place and the rows.";

    private string Pair => ExpertPlaces.OfChoice("choice", "row", this.Layout);

    public override void WriteBody(KernelWriter writer)
    {
        writer.Declare("int*", "counts", $"&groups[{this.Experts}]");
        writer.Line($"new Span<int>(counts, {this.Experts}).Clear();");
        writer.Line();

        using (writer.Block($"for (nint choice = 0; choice < {this.Active}; choice++)"))
        using (writer.Block("for (nint row = 0; row < rows; row++)"))
        {
            writer.Line($"counts[choices[{this.Pair}]]++;");
        }

        writer.Line();
        this.WriteGroups(writer);
        writer.Line();
        writer.Comment("Each pair to the next free place of its expert.");

        using (writer.Block("for (nint row = 0; row < rows; row++)"))
        using (writer.Block($"for (nint choice = 0; choice < {this.Active}; choice++)"))
        {
            writer.Declare("nint", "pair", this.Pair);
            writer.Declare("int", "place", "free[choices[pair]]++");
            writer.Line("places[pair] = place;");
            writer.Line("sources[place] = (int)pair;");
        }
    }

    private void WriteGroups(KernelWriter writer)
    {
        writer.Declare("int*", "free", $"stackalloc int[{this.Experts}]");
        writer.Declare("int*", "item", "&items[1]");
        writer.Declare("int", "start", "0");
        writer.Line("items[0] = 0;");
        writer.Line();

        using (writer.Block($"for (int expert = 0; expert < {this.Experts}; expert++)"))
        {
            writer.Line("groups[expert] = start;");
            writer.Line("free[expert] = start;");
            writer.Line();

            using (writer.Block($"for (int row = 0; row < counts[expert]; row += (int)blockRows, item += {Routing.ItemSize})"))
            {
                writer.Line("item[0] = expert;");
                writer.Line("item[1] = start + row;");
                writer.Line("item[2] = Math.Min((int)blockRows, counts[expert] - row);");
                writer.Line("items[0]++;");
            }

            writer.Line();
            writer.Line($"start += (counts[expert] + {Routing.Unit - 1}) / {Routing.Unit} * {Routing.Unit};");
        }
    }
}
