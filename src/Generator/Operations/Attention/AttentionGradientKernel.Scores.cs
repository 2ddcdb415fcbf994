using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <content>The gradients of scores, and of the queries through them.</content>
internal sealed partial record AttentionGradientKernel
{
    // Where all of a query's probability is on one key, dP and rowsum(dO * O) are the same sum, and dS is nothing. Added in another order,
    // they would differ by a rounding as large as dP, which an optimizer that divides by the size of gradients makes full steps of.
    private void WriteDeltas(KernelWriter writer)
    {
        AttentionTiling tiling = this.Tiling;
        writer.Comment("rowsum(dO * O), once for all blocks of keys, column by column as tiles add dO V^T: what cancels leaves nothing.");

        using (writer.Block($"for (nint query0 = 0; query0 < length; query0 += {Panels.Width})"))
        {
            tiling.CallTranspose(writer, $"&output[query0 * {Panels.Width}]", "outputs", tiling.PaddedValueSize, "1f");
            tiling.CallTranspose(writer, $"&outputGradient[query0 * {Panels.Width}]", "gradients", tiling.PaddedValueSize, "1f");
            writer.Declare("sum", _ => writer.Zero);
            writer.Line();

            using (writer.Block($"for (nint at = 0; at < {tiling.ValueSize * Panels.Width}; at += {Panels.Width})"))
            {
                writer.DeclareRow("outputs", "at");
                writer.DeclareRow("gradients", "at");
                writer.Each(vector => writer.AddProduct($"sum{vector}", writer.At("outputs", vector), writer.At("gradients", vector)));
            }

            writer.Line();
            writer.DeclareRow("deltas", "query0");
            writer.Each(vector => $"{writer.At("deltas", vector)} = sum{vector};");
        }
    }

    // P and dS of a group of queries, 16 at a time, and the part of dQ that this block of keys gives.
    private void WriteScores(KernelWriter writer)
    {
        AttentionTiling tiling = this.Tiling;
        string first = tiling.Causal ? $"Math.Max(group, first / {Panels.Width} * {Panels.Width})" : "group";

        using (writer.Block($"for (nint query0 = {first}; query0 < group + queryCount; query0 += {Panels.Width})"))
        {
            writer.Declare("nint", "seen", tiling.Causal ? $"Math.Min(count, query0 + {Panels.Width} - first)" : "count");
            writer.Declare("float*", "p", $"&probabilities[(query0 - group) * {this.BlockKeys}]");
            writer.Declare("float*", "dS", $"&scoreGradients[(query0 - group) * {this.BlockKeys}]");

            if (tiling.HasDropout)
            {
                writer.Declare("uint", "block", DropoutCounter.Block);
            }

            string scale = Literal.Float(tiling.QueryScale);
            tiling.CallTranspose(writer, $"&query[query0 * {Panels.Width}]", "queries", tiling.PaddedKeySize, scale);
            tiling.CallTranspose(writer, $"&outputGradient[query0 * {Panels.Width}]", "gradients", tiling.PaddedValueSize, "1f");
            writer.Line();
            writer.Declare("nint", "tiled", "0");

            using (writer.Block($"for (; tiled < seen; tiled += {writer.Set.TileRows})"))
            {
                string row = $"(first + tiled) * {Panels.Width}";
                tiling.CallTile(writer, $"&key[{row}]", "queries", $"&p[tiled * {Panels.Width}]", tiling.KeySize);
                tiling.CallTile(writer, $"&value[{row}]", "gradients", $"&dS[tiled * {Panels.Width}]", tiling.ValueSize);
            }

            writer.Line();
            writer.DeclareRow("scoreMaximum", "query0");
            writer.DeclareRow("inverseTotal", "query0");
            writer.Declare("maximum", vector => writer.At("scoreMaximum", vector));
            writer.Declare("inverse", vector => writer.At("inverseTotal", vector));

            if (this.SumsBiases)
            {
                writer.Declare("rest", writer.Broadcast("(float)(length - query0)"));
            }

            this.WriteScoreGradients(writer);
            writer.Line();
            writer.Comment($"Tiles reach past the keys that any of the {Panels.Width} queries sees.");

            using (writer.Block($"for (nint at = seen * {Panels.Width}; at < tiled * {Panels.Width}; at += {Panels.Width})"))
            {
                DeclareScores(writer);
                writer.Each(vector => $"{writer.At("p", vector)} = {writer.Zero};");
                writer.Each(vector => $"{writer.At("dS", vector)} = {writer.Zero};");
            }

            writer.Line();
            this.WriteQueryGradient(writer);
        }
    }

    private void WriteScoreGradients(KernelWriter writer)
    {
        string rows = $"for (nint row = 0, at = 0; row < seen; row++, at += {Panels.Width})";

        if (!this.IsOneBlock)
        {
            writer.DeclareRow("deltas", "query0");
            writer.Declare("delta", vector => writer.At("deltas", vector));
            writer.Line();

            using (writer.Block(rows))
            {
                this.WriteProbability(writer);
                this.WriteScoreGradient(writer);
            }

            return;
        }

        // From the same P and dP, so that dS sums to nothing over keys but for its own rounding, and where all of a query's probability is
        // on one key, there is none.
        writer.Declare("delta", _ => writer.Zero);
        writer.Line();

        using (writer.Block(rows))
        {
            this.WriteProbability(writer);
            writer.Each(vector => writer.AddProduct($"delta{vector}", $"probability{vector}", $"gradient{vector}"));
            this.WriteHeld(writer);
        }

        writer.Line();

        using (writer.Block(rows))
        {
            this.DeclareHeld(writer);
            this.WriteScoreGradient(writer);
        }
    }

    private static void DeclareScores(KernelWriter writer)
    {
        writer.DeclareRow("p", "at");
        writer.DeclareRow("dS", "at");
    }

    // P, and dP as dropout leaves it; P that multiplies values goes into the place of scores.
    private void WriteProbability(KernelWriter writer)
    {
        AttentionTiling tiling = this.Tiling;
        string kept = tiling.HasDropout ? "kept" : "probability";
        DeclareScores(writer);

        tiling.WritePlace(writer);

        if (tiling.HasSoftCap)
        {
            string cap = writer.Broadcast(tiling.SoftCap);
            writer.Declare("bent", vector => $"Tanh({writer.At("p", vector)}, out {writer.Vector} slope{vector})");
            writer.Declare("capped", vector => $"bent{vector} * {cap}");
        }

        writer.Declare("probability", vector =>
        {
            string score = tiling.Biased(writer, tiling.HasSoftCap ? $"capped{vector}" : writer.At("p", vector), vector);

            return tiling.Visible(writer, $"ExpBounded({score} - maximum{vector}) * inverse{vector}", writer.Zero, vector);
        });

        writer.Declare("gradient", vector => writer.At("dS", vector));

        if (tiling.HasDropout)
        {
            writer.Declare("kept", vector => $"probability{vector}");

            using (writer.Block("if (dropout.IsActive)"))
            {
                writer.Declare("mask", vector => tiling.DropoutMask(writer, vector, "first + row"));
                writer.Each(vector => $"kept{vector} *= mask{vector};");
                writer.Each(vector => $"gradient{vector} *= mask{vector};");
            }
        }

        writer.Each(vector => $"{writer.At("p", vector)} = {kept}{vector};");
    }

    private void WriteHeld(KernelWriter writer)
    {
        if (this.Tiling.HasDropout)
        {
            writer.Each(vector => $"{writer.At("dS", vector)} = gradient{vector};");
        }

        foreach ((string value, string place) in this.Held)
        {
            writer.DeclareRow(place, "at");
            writer.Each(vector => $"{writer.At(place, vector)} = {value}{vector};");
        }
    }

    private void DeclareHeld(KernelWriter writer)
    {
        DeclareScores(writer);

        foreach ((string value, string place) in this.Held)
        {
            writer.DeclareRow(place, "at");
            writer.Declare(value, vector => writer.At(place, vector));
        }

        if (!this.Tiling.HasDropout)
        {
            writer.Declare("probability", vector => writer.At("p", vector));
        }

        writer.Declare("gradient", vector => writer.At("dS", vector));
    }

    private void WriteScoreGradient(KernelWriter writer)
    {
        string scale = writer.Broadcast(this.Tiling.Scale);

        if (this.SumsBiases)
        {
            this.WriteBiasGradient(writer);
        }

        writer.Each(vector =>
        {
            string factor = this.Tiling.HasSoftCap ? $" * slope{vector}" : "";
            string gradient = this.SumsBiases ? $"scoreGradient{vector}" : $"probability{vector} * (gradient{vector} - delta{vector})";

            return $"{writer.At("dS", vector)} = {gradient} * {scale}{factor};";
        });
    }

    private void WriteQueryGradient(KernelWriter writer)
    {
        writer.Comment("dQ = dS K; only the sequence's own rows are written.");
        writer.Panels(this.Tiling.PaddedKeySize / Panels.Width, panel =>
        {
            writer.Call(
                Panel,
                ("left", "dS"), ("right", panel.Of("key", this.Tiling.Stride, $"first * {Panels.Width}")), ("output", "querySums"),
                ("rows", "seen"), ("accumulate", "false"));
            writer.Declare("float*", "to", panel.Of("queryGradient", this.Tiling.Stride, $"query0 * {Panels.Width}"));
            writer.Line();

            string end = $"Math.Min({Panels.Width}, length - query0) * {Panels.Width}";

            using (writer.Block($"for (nint at = 0; at < {end}; at += {Panels.Width})"))
            {
                writer.DeclareRow("querySums", "at");
                writer.DeclareRow("to", "at");
                writer.Declare("sum", vector => writer.At("querySums", vector));

                using (writer.Block(this.Tiling.Window > 0
                    ? $"if (first > 0 && query0 < first + {this.Tiling.Window - 1})"
                    : "if (first > 0)"))
                {
                    writer.Each(vector => $"sum{vector} += {writer.At("to", vector)};");
                }

                writer.Each(vector => $"{writer.At("to", vector)} = sum{vector};");
            }
        });
    }
}
