using Weft.Generator.Graph;

namespace Weft.Generator.Emission.Kernels;

/// <summary>A matrix-vector product over some panels of outputs: every weight is read once, in the order of memory.</summary>
/// <param name="Depth">Elements of the input, padded.</param>
/// <param name="HasBias">Whether a bias is added.</param>
/// <param name="HasResidual">Whether a vector is added.</param>
/// <param name="Epilogue">What happens to the sum.</param>
internal sealed record RowProductKernel(int Depth, bool HasBias, bool HasResidual, Epilogue Epilogue)
    : Kernel($"RowProduct{Depth}{(HasBias ? "Bias" : "")}{(HasResidual ? "Residual" : "")}{(Epilogue == Epilogue.None ? "" : Epilogue.ToString())}")
{
    /// <summary>Rows of weights whose sums are independent: enough to hide the latency of an addition.</summary>
    private const int Chains = 4;

    public override string Family => "RowProduct";

    public override VectorFunctions Functions => Activations.FunctionsOf(this.Epilogue);

    public override string Parameters =>
        "float* input, float* weights, " + (this.HasBias ? "float* bias, " : "") + (this.HasResidual ? "float* residual, " : "") + "float* output, nint panel, nint panels";

    public override string Summary
    {
        get
        {
            string sum = $"input[{this.Depth}] x weights[{this.Depth}, 16 x panels]" + (this.HasBias ? " + bias" : "");

            return $"output[16 x panels] = {Activations.Formula(this.Epilogue, sum)}{(this.HasResidual ? " + residual" : "")} from a panel on; {Chains} sums run side by side.";
        }
    }

    public override void WriteBody(KernelWriter writer)
    {
        writer.Line($"weights += panel * {Literal.Integer(this.Depth * Axis.PanelWidth)};");
        writer.Line();

        using (writer.Block("for (nint at = panel * 16, end = at + panels * 16; at < end; at += 16)"))
        {
            for (int chain = 0; chain < Chains; chain++)
            {
                int row = chain;
                writer.Declare($"sum{row}x", _ => writer.Zero);
            }

            writer.Line();

            using (writer.Block($"for (nint k = 0; k < {this.Depth}; k += {Chains}, weights += {Chains * Axis.PanelWidth})"))
            {
                for (int chain = 0; chain < Chains; chain++)
                {
                    int row = chain;
                    writer.Line($"{writer.Vector} element{row} = {writer.Class}.Create(input[k{(row == 0 ? "" : $" + {row}")}]);");
                    writer.Each(vector => $"sum{row}x{vector} = {writer.Set.MultiplyAdd($"element{row}", writer.At("weights", vector, row * Axis.PanelWidth), $"sum{row}x{vector}")};");
                }
            }

            writer.Line();
            writer.Declare("sum", vector => $"(sum0x{vector} + sum1x{vector}) + (sum2x{vector} + sum3x{vector}){(this.HasBias ? $" + {writer.AtIndex("bias", vector)}" : "")}");
            writer.Each(vector => $"{writer.AtIndex("output", vector)} = {this.Apply(writer, $"sum{vector}")}{(this.HasResidual ? $" + {writer.AtIndex("residual", vector)}" : "")};");
        }
    }

    private string Apply(KernelWriter writer, string value) => this.Epilogue switch
    {
        Epilogue.Relu => $"{writer.Class}.Max({writer.Zero}, {value})",
        Epilogue.None => value,
        _ => Activations.Call(this.Epilogue, value, string.Empty),
    };
}

/// <summary>Attention of the query heads of one key and value head for one new position, over cached keys and values.</summary>
/// <param name="Shape">Heads, sizes and mask.</param>
/// <param name="Positions">Rows of the caches, whole panels.</param>
internal sealed record CachedAttentionKernel(AttentionShape Shape, int Positions)
    : Kernel($"CachedAttention{Shape.KeySize}x{Shape.ValueSize}")
{
    public override string Family => "Attention";

    public override VectorFunctions Functions => VectorFunctions.ExpBounded;

    public override string Parameters =>
        "float* query, float* key, float* value, float* keyCache, float* valueCache, float* scores, float* output, " +
        (this.Shape.HasSlopes ? "nint head, " : "") + "nint position";

    public override string Summary =>
        $"Puts a key and a value at their position in the caches, then\noutput = softmax(query x keys^T / sqrt({this.Shape.KeySize})) x values over the positions so far" +
        (this.Shape.GroupSize == 1 ? ".\n" : $" for {this.Shape.GroupSize} query heads.\n") +
        $"Keys are cached transposed, 16 positions to a panel [{this.Shape.PaddedKeySize}, 16]; values as panels [{this.Positions}, 16].";

    public override void WriteBody(KernelWriter writer)
    {
        int keySize = this.Shape.PaddedKeySize;
        int valueSize = this.Shape.PaddedValueSize;
        writer.Line($"float* cachedKey = keyCache + position / 16 * {keySize * 16} + position % 16;");
        writer.Line();

        using (writer.Block($"for (nint column = 0; column < {keySize}; column++)"))
        {
            writer.Line("cachedKey[column * 16] = key[column];");
        }

        writer.Line();

        using (writer.Block($"for (nint panel = 0; panel < {valueSize / 16}; panel++)"))
        {
            writer.Line($"float* to = valueCache + panel * {Literal.Integer(this.Positions * 16)} + position * 16;");
            writer.Each(vector => $"{writer.At("to", vector)} = {writer.AtIndex("value", vector, "panel * 16")};");
        }

        writer.Line();
        AttentionTiling.WriteLanes(writer);

        if (this.Shape.Window > 0)
        {
            writer.Line($"nint begin = Math.Max(0, position - {this.Shape.Window - 1});");
        }

        if (this.Shape.GroupSize == 1)
        {
            this.WriteHead(writer, "head");
            return;
        }

        writer.Line();

        using (writer.Block($"for (nint member = 0; member < {this.Shape.GroupSize}; member++, query += {keySize}, output += {valueSize})"))
        {
            this.WriteHead(writer, $"(head * {this.Shape.GroupSize}) + member");
        }
    }

    // The panel of the first position that the query sees.
    private string FirstPanel => this.Shape.Window > 0 ? "begin / 16 * 16" : "0";

    private void WriteHead(KernelWriter writer, string head)
    {
        if (this.Shape.HasSlopes)
        {
            writer.Line($"{writer.Vector} slopes = {writer.Class}.Create(MathF.Pow(2, -8f * ({head} + 1) / {this.Shape.Heads}));");
        }

        this.WriteScores(writer);
        writer.Line();
        writer.Line($"{writer.Vector} maximum = {writer.Class}.Create(Maximum({writer.MaximumOf("greatest")}));");
        writer.Declare("total", _ => writer.Zero);
        writer.Line();

        using (writer.Block($"for (nint at = {this.FirstPanel}; at <= position; at += 16)"))
        {
            writer.Declare("p", vector => $"ExpBounded({writer.AtIndex("scores", vector)} - maximum)");
            writer.Each(vector => $"{writer.AtIndex("scores", vector)} = p{vector};");
            writer.Each(vector => $"total{vector} += p{vector};");
        }

        writer.Line();
        writer.Line($"{writer.Vector} factor = {writer.Class}.Create(1 / {writer.Class}.Sum({writer.SumOf("total")}));");
        writer.Line();
        this.WriteValues(writer);
    }

    private void WriteScores(KernelWriter writer)
    {
        writer.Declare("greatest", _ => $"{writer.Class}.Create(float.NegativeInfinity)");
        writer.Line();

        using (writer.Block($"for (nint at = {this.FirstPanel}; at <= position; at += 16)"))
        {
            writer.Line($"float* keys = keyCache + at * {this.Shape.PaddedKeySize};");
            writer.Declare("score", _ => writer.Zero);
            writer.Line();

            using (writer.Block($"for (nint column = 0; column < {this.Shape.PaddedKeySize}; column++, keys += 16)"))
            {
                writer.Line($"{writer.Vector} element = {writer.Class}.Create(query[column]);");
                writer.Each(vector => $"score{vector} = {writer.Set.MultiplyAdd("element", writer.At("keys", vector), $"score{vector}")};");
            }

            writer.Line();
            writer.Line($"// Positions to come are not there yet{(this.Shape.Window > 0 ? "; those before the window are out of sight" : "")}.");
            writer.Line($"{writer.Vector} last = {writer.Class}.Create((float)(position - at));");
            float scale = (float)(1 / System.Math.Sqrt(this.Shape.KeySize));
            writer.Each(vector =>
            {
                string seen = $"{writer.Class}.LessThanOrEqual(lane{vector}, last)";
                string score = $"score{vector} * {writer.Class}.Create({Literal.Float(scale)})";

                if (this.Shape.Window > 0)
                {
                    seen += $" & {writer.Class}.GreaterThanOrEqual(lane{vector}, {writer.Class}.Create((float)(begin - at)))";
                }

                if (this.Shape.HasSlopes)
                {
                    score = writer.Set.MultiplySubtractFrom($"(last - lane{vector})", "slopes", score);
                }

                return $"score{vector} = {writer.Class}.ConditionalSelect({seen}, {score}, {writer.Class}.Create(float.NegativeInfinity));";
            });
            writer.Each(vector => $"greatest{vector} = {writer.Class}.Max(greatest{vector}, score{vector});");
            writer.Each(vector => $"{writer.AtIndex("scores", vector)} = score{vector};");
        }
    }

    private void WriteValues(KernelWriter writer)
    {
        using (writer.Block($"for (nint panel = 0; panel < {this.Shape.PaddedValueSize / 16}; panel++)"))
        {
            writer.Line($"float* row = valueCache + panel * {Literal.Integer(this.Positions * 16)}{(this.Shape.Window > 0 ? " + begin * 16" : "")};");
            writer.Declare("sum", _ => writer.Zero);
            writer.Line();

            using (writer.Block($"for (nint at = {(this.Shape.Window > 0 ? "begin" : "0")}; at <= position; at++, row += 16)"))
            {
                writer.Line($"{writer.Vector} p = {writer.Class}.Create(scores[at]);");
                writer.Each(vector => $"sum{vector} = {writer.Set.MultiplyAdd("p", writer.At("row", vector), $"sum{vector}")};");
            }

            writer.Line();
            writer.Each(vector => $"{writer.AtIndex("output", vector, "panel * 16")} = sum{vector} * factor;");
        }
    }
}
