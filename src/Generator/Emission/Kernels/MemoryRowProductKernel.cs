using Weft.Generator.Graph;
using Weft.Generator.Planning;
using Weft.Generator.Specification;

namespace Weft.Generator.Emission.Kernels;

/// <summary>
/// A matrix-vector product with weights from memory: two panels side by side, half of the output apart. The processor fetches ahead in two
/// streams that end with the product, and an element of the input is loaded for both.
/// </summary>
/// <inheritdoc cref="RowProduct"/>
internal sealed record MemoryRowProductKernel(int Depth, bool HasBias, bool HasResidual, Epilogue Epilogue, WeightFormat Weights = WeightFormat.Float32)
    : RowProduct(Depth, HasBias, HasResidual, Epilogue, Weights, Origin: "FromMemory")
{
    // A line from memory takes about as long as some pages of weights.
    private const int PagesAhead = 4;

    private static readonly Stream[] Pair = [new("nearPanel", "near", "nearSum", "at"), new("farPanel", "far", "farSum", "farAt")];

    public override VectorFunctions Functions => base.Functions | VectorFunctions.Prefetch;

    public override string Item => "pair";

    public override int Claim => 1;

    public override string Parameters => $"{this.Operands}, nint pair, nint pairs, nint panels";

    public override string Summary => $"{this.Equation} for some pairs of panels, half of the panels apart; {Chains} sums run side by side.";

    // An odd number leaves one panel alone.
    public override int Items(int panels) => (panels + 1) / 2;

    public override string Arguments(string item, string items, int panels) => $"{item}, {items}, {panels}";

    public override void WriteBody(KernelWriter writer)
    {
        writer.Line("nint apart = (panels + 1) / 2;");
        writer.Line();

        using (writer.Block("for (nint panel = pair, end = pair + pairs; panel < end; panel++)"))
        {
            writer.Line("// The last pair of an odd number is one panel, twice.");
            writer.Line("nint other = panel + apart < panels ? panel + apart : panel;");
            this.WritePointer(writer, "near", "panel");
            this.WritePointer(writer, "far", "other");
            writer.Line();
            WriteChains(writer, Pair);
            writer.Line();
            this.WriteDepth(writer);
            writer.Line();
            writer.Line("nint at = panel * 16;");
            writer.Line("nint farAt = other * 16;");
            this.WriteOutputs(writer, Pair);
        }
    }

    private void WritePointer(KernelWriter writer, string name, string panel)
    {
        string first = $"weights + {panel} * {Literal.Integer(this.Stride)}";

        if (this.IsStored)
        {
            writer.Line($"float* {name}Panel = {first};");
            first = StoredWeights.First(this.Weights, $"{name}Panel");
        }

        writer.Line($"{this.Pointer} {name} = {first};");
    }

    private void WriteDepth(KernelWriter writer)
    {
        if (!writer.Set.HasPrefetch)
        {
            using (writer.Block($"for (nint k = 0; k < {this.Depth}; {Advance(Pair)})"))
            {
                this.WriteStep(writer, Pair);
            }

            return;
        }

        int page = Caches.Page / this.Weights.ElementBytes();
        int rows = page / Axis.PanelWidth;

        using (writer.Block($"for (nint k = 0; k < {this.Depth};)"))
        {
            writer.Line("// Processors fetch ahead no further than to the end of a page: a line of one that comes later.");

            foreach (Stream stream in Pair)
            {
                string ahead = $"{stream.Weights} + {Literal.Integer(PagesAhead * page)}";
                writer.Line($"Prefetch({(this.IsStored ? $"(float*)({ahead})" : ahead)});");
            }

            writer.Line();
            string stop = this.Depth % rows == 0 ? $"k + {rows}" : $"Math.Min(k + {rows}, {this.Depth})";

            using (writer.Block($"for (nint stop = {stop}; k < stop; {Advance(Pair)})"))
            {
                this.WriteStep(writer, Pair);
            }
        }
    }
}
