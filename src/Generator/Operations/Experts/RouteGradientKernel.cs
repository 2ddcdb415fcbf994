using System;
using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The gradient of the scores that experts are chosen by, from that of the weights of those chosen.</summary>
/// <param name="Experts">Experts.</param>
/// <param name="Active">Experts of a row.</param>
/// <param name="Normalizes">Whether the weights of a row are scaled to a sum of 1.</param>
/// <param name="BalanceLoss">What the loss that balances is multiplied by; 0 for none.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record RouteGradientKernel(int Experts, int Active, bool Normalizes, float BalanceLoss, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName($"Route{this.Active}Of{this.Experts}Gradient")
        .If(this.Normalizes, "Normalized").Number("Balance", this.BalanceLoss, usual: 0).Rows(this.Layout);

    public override string Family => "Experts";

    public override IEnumerable<VectorFunction> Functions => [new ExpBoundedFunction()];

    public override Signature Signature => Signature.Empty
        .Floats("logits").Integers("choices").Floats("weightGradient", "result")
        .FloatsIf(this.Balances, "groups").IndicesIf(this.Balances, "layers", "layerStride", "positions", "labels")
        .Indices("row", "rows");

    public override string Summary => string.Concat(
        this.Normalizes
            ? "result = w * (g - sum(w * g)) at the choices of each row, with their weights w = p / sum(p) and the gradient g of these;"
            : "result = p * (g - sum(p * g)) with the gradient g of the weights at the choices of each row;",
        $"\np = softmax(logits) over {this.Experts} experts.",
        this.Balances
            ? $"\nLoad balancing adds {Literal.Float(this.BalanceLoss)} * {this.Experts} * labels / (layers * positions)^2 * p * " +
                "(n - sum(p * n)),\nwith the number n of positions that an expert has in all layers."
            : "");

    private bool Balances => this.BalanceLoss > 0;

    // Whether scores have a gradient that no choice has given them.
    private bool ReachesAll => !this.Normalizes || this.Balances;

    private Axis Columns => Axis.Of(this.Experts);

    private string Place => ExpertPlaces.OfChoice("choice", "row", this.Layout);

    public override void WriteBody(KernelWriter writer)
    {
        writer.Declare("float*", "p", $"stackalloc float[{this.Columns.Padded}]", "exp(z - max) of a row, softmax but for a factor");

        if (this.ReachesAll)
        {
            writer.Declare("float*", "g", $"stackalloc float[{this.Columns.Padded}]", "the gradient of softmax");
        }

        if (this.Balances)
        {
            this.WriteSlopes(writer);
        }

        writer.Line();

        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        {
            ExpertPlaces.WriteCopy(writer, "logits", "p", this.Columns, this.Layout);
            ExpertPlaces.WriteExponentials(writer, "p", "p[choices[row]]", this.Columns, needsSum: this.ReachesAll);

            if (this.ReachesAll)
            {
                this.WriteAll(writer);
            }
            else
            {
                this.EachPanel(writer, vector => $"{writer.At("result", vector)} = {writer.Zero};");
            }

            if (this.Normalizes)
            {
                writer.Line();
                this.WriteChoices(writer);
            }
        }
    }

    // How steeply the loss that balances rises with the probability of each expert.
    private void WriteSlopes(KernelWriter writer)
    {
        string factor = Literal.Float((float)((double)this.BalanceLoss * this.Experts));
        writer.Declare("float*", "slopes", $"stackalloc float[{this.Columns.Padded}]", "the gradient of balancing, alike in all rows");
        writer.Declare("float", "all", "(float)(layers * positions)");
        string assigned = this.Active == 1 ? "positions" : $"(positions * {this.Active})";
        writer.Declare("float", "even", $"(float){assigned} / {this.Experts}", "a fair share; softmax does not feel what all have");
        writer.Line($"new Span<float>(slopes, {this.Columns.Padded}).Clear();");
        writer.Line();

        using (writer.Block("for (nint layer = 0; layer < layers; layer++)"))
        {
            writer.Declare("int*", "counts", $"(int*)&groups[layer * layerStride + {this.Experts}]");
            writer.Line();

            using (writer.Block($"for (int expert = 0; expert < {this.Experts}; expert++)"))
            {
                writer.Line($"slopes[expert] += {factor} * labels / (all * all) * (counts[expert] - even);");
            }
        }
    }

    // p * (g - sum(p * g)) / sum(p), with p before its division.
    private void WriteAll(KernelWriter writer)
    {
        writer.Line(this.Balances
            ? $"new Span<float>(slopes, {this.Columns.Padded}).CopyTo(new Span<float>(g, {this.Columns.Padded}));"
            : $"new Span<float>(g, {this.Columns.Padded}).Clear();");
        writer.Line();

        if (!this.Normalizes)
        {
            using (writer.Block($"for (int choice = 0; choice < {this.Active}; choice++)"))
            {
                writer.Line($"g[choices[{this.Place}]] += weightGradient[{this.Place}];");
            }

            writer.Line();
        }

        writer.Declare("products", writer.Zero);
        writer.Line();
        writer.Panels(this.Columns.Panels, panel =>
        {
            writer.DeclareRow("p", panel.Offset(Panels.Width));
            writer.DeclareRow("g", panel.Offset(Panels.Width));
            writer.Each(vector => writer.AddProduct("products", writer.At("p", vector), writer.At("g", vector)));
        });
        writer.Line();
        writer.Declare("mean", writer.Broadcast($"{writer.Class}.Sum(products) / sum"));
        writer.Declare("scale", writer.Broadcast("1 / sum"));
        writer.Line();
        this.EachPanel(
            writer,
            vector => $"{writer.At("result", vector)} = {writer.At("p", vector)} * scale * ({writer.At("g", vector)} - mean);",
            "p", "g");
    }

    // Each panel of the row's result, beside panels of the row alone.
    private void EachPanel(KernelWriter writer, Func<int, string> statement, params string[] rows) =>
        writer.Panels(this.Columns.Panels, panel =>
        {
            foreach (string row in rows)
            {
                writer.DeclareRow(row, panel.Offset(Panels.Width));
            }

            writer.DeclareRow("result", panel.Offset(this.Layout.Stride), $"row * {Panels.Width}");
            writer.Each(statement);
        });

    // Softmax over the choices alone.
    private void WriteChoices(KernelWriter writer)
    {
        writer.Declare("float", "chosen", "0");
        writer.Declare("float", "product", "0");
        writer.Line();

        using (writer.Block($"for (int choice = 0; choice < {this.Active}; choice++)"))
        {
            writer.Declare("float", "e", $"p[choices[{this.Place}]]");
            writer.Line("chosen += e;");
            writer.Line($"product += e * weightGradient[{this.Place}];");
        }

        writer.Line();

        using (writer.Block($"for (int choice = 0; choice < {this.Active}; choice++)"))
        {
            writer.Declare("int", "expert", $"choices[{this.Place}]");
            writer.Declare("float", "weight", "p[expert] / chosen");
            string score = ExpertPlaces.OfScore("expert", "row", this.Columns, this.Layout);
            writer.Line($"result[{score}] += weight * (weightGradient[{this.Place}] - (product / chosen));");
        }
    }
}
