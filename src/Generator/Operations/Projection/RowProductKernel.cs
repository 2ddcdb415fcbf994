using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>A matrix-vector product with weights from caches, panel after panel.</summary>
/// <inheritdoc cref="RowProduct"/>
internal sealed record RowProductKernel(
    int Depth, bool HasBias, bool HasResidual, Epilogue Epilogue, WeightFormat Weights = WeightFormat.Float32)
    : RowProduct(Depth, HasBias, HasResidual, Epilogue, Weights)
{
    private Stream Panel => new("", "weights", this.Stored.IsWidened ? "stored" : "weights", "sum", "at");

    private int InputBytes => this.Depth * sizeof(float);

    private int PanelBytes => this.Stride * sizeof(float);

    /// <summary>
    /// Whether a panel of weights drives the input out of the first level cache, so that the next panel would read it from the second
    /// level, and half a panel does not.
    /// </summary>
    private bool TouchesInput =>
        this.PanelBytes + this.InputBytes > Caches.First
        && (this.PanelBytes / 2) + this.InputBytes <= Caches.KeptInFirst;

    public override IEnumerable<VectorFunction> Functions =>
        this.TouchesInput ? base.Functions.Append(new TouchFunction()) : base.Functions;

    protected override string Order => string.Empty;

    public override string Item => "panel";

    public override int Claim => 2;

    public override Signature Signature => this.Operands.Indices("panel", "panels");

    public override string Summary => $"{this.Equation} from a panel on; {Chains} sums run side by side.";

    public override int Items(int panels) => panels;

    public override IEnumerable<(string Name, Expression Value)> Share(Expression first, Expression count, int panels) =>
        [("panel", first), ("panels", count)];

    public override void WriteBody(KernelWriter writer)
    {
        string stride = Literal.Integer(this.Stride);
        writer.Line($"weights = &weights[panel * {stride}];");
        writer.Line();

        string next = this.Stored.IsWidened ? $"at += {Panels.Width}, weights = &weights[{stride}]" : $"at += {Panels.Width}";

        using (writer.Block($"for (nint at = panel * {Panels.Width}, end = at + panels * {Panels.Width}; at < end; {next})"))
        {
            if (this.Stored.IsWidened)
            {
                writer.Declare(this.Stored.PointerType, "stored", this.FirstOf("weights"));
            }

            WriteChains(writer, this.Panel);
            writer.Line();

            using (writer.Block($"for (nint k = 0; k < {this.Depth}; {this.Advance(this.Panel)})"))
            {
                this.WriteTouch(writer);
                this.WriteStep(writer, this.Panel);
            }

            writer.Line();
            this.WriteOutputs(writer, this.Panel);
        }
    }

    private void WriteTouch(KernelWriter writer)
    {
        if (this.TouchesInput && writer.Set.Caches is not null)
        {
            int half = this.Depth / 2;
            writer.Comment("Used twice in a panel, the input stays in the first level cache while weights pass through it.");
            writer.Line($"Touch(input + (k < {half} ? k + {half} : k - {half}));");
            writer.Line();
        }
    }
}
