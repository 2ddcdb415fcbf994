using Weft.Generator.Graph;

namespace Weft.Generator.Emission.Kernels;

/// <summary>Layer normalization over a block of rows. Ba, Kiros and Hinton 2016.</summary>
/// <param name="Columns">The normalized columns.</param>
/// <param name="RowCapacity">Rows from one panel of an activation to the next.</param>
/// <param name="Epsilon">Added to the variance.</param>
internal sealed record LayerNormKernel(Axis Columns, int RowCapacity, float Epsilon)
    : Kernel($"LayerNorm{Columns.Count}{(RowCapacity == 1 ? "Row" : "")}")
{
    public override string Family => "LayerNorm";

    public override string Parameters => "float* input, float* weight, float* bias, float* output, float* mean, float* deviation, nint row, nint rows";

    public override string Summary =>
        $"output = (input - mean) * deviation * weight + bias over the {this.Columns.Count} columns of each row,\n" +
        $"mean = sum(input) / {this.Columns.Count}, deviation = 1 / sqrt(sum((input - mean)^2) / {this.Columns.Count} + {Literal.Float(this.Epsilon)}).";

    public override void WriteBody(KernelWriter writer)
    {
        string stride = Literal.Integer(this.RowCapacity * Axis.PanelWidth);

        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        {
            writer.Line("float* x = input + row * 16;");
            writer.Line("float* y = output + row * 16;");
            writer.Line();
            writer.Line("// The mean; padding is zero and adds nothing.");
            writer.Declare("sum", _ => writer.Zero);
            using (writer.Block($"for (nint panel = 0, at = 0; panel < {this.Columns.Panels}; panel++, at += {stride})"))
            {
                writer.Each(vector => $"sum{vector} += {writer.AtIndex("x", vector)};");
            }

            writer.Line();
            writer.Line($"float rowMean = {writer.Class}.Sum({writer.SumOf("sum")}) / {Literal.Float(this.Columns.Count)};");
            writer.Line($"{writer.Vector} center = {writer.Class}.Create(rowMean);");
            writer.Line();
            writer.Line("// The variance around it, in a second reading of the row: no cancellation.");
            writer.Declare("squares", _ => writer.Zero);
            writer.EachPanel(this.Columns, stride, columns =>
            {
                writer.Declare("difference", vector => writer.Valid($"{writer.AtIndex("x", vector)} - center", vector, columns, writer.Zero));
                writer.Each(vector => $"squares{vector} = {writer.Set.MultiplyAdd($"difference{vector}", $"difference{vector}", $"squares{vector}")};");
            });
            writer.Line();
            writer.Line($"float variance = {writer.Class}.Sum({writer.SumOf("squares")}) / {Literal.Float(this.Columns.Count)};");
            writer.Line($"float rowDeviation = 1 / MathF.Sqrt(variance + {Literal.Float(this.Epsilon)});");
            writer.Line($"{writer.Vector} scale = {writer.Class}.Create(rowDeviation);");
            writer.Line("mean[row] = rowMean;");
            writer.Line("deviation[row] = rowDeviation;");
            writer.Line();
            writer.Line("// Weight and bias are zero in the padding, so the result is too.");
            writer.Line("float* w = weight;");
            writer.Line("float* b = bias;");
            using (writer.Block($"for (nint panel = 0, at = 0; panel < {this.Columns.Panels}; panel++, at += {stride}, w += 16, b += 16)"))
            {
                writer.Each(vector =>
                    $"{writer.AtIndex("y", vector)} = {writer.Set.MultiplyAdd($"(({writer.AtIndex("x", vector)} - center) * scale)", writer.At("w", vector), writer.At("b", vector))};");
            }
        }
    }
}

/// <summary>The gradient of layer normalization with respect to its input.</summary>
/// <param name="Columns">The normalized columns.</param>
/// <param name="RowCapacity">Rows from one panel of an activation to the next.</param>
/// <param name="HasResidual">Whether another gradient of the same value is added.</param>
internal sealed record LayerNormGradientKernel(Axis Columns, int RowCapacity, bool HasResidual)
    : Kernel($"LayerNormGradient{Columns.Count}{(HasResidual ? "Residual" : "")}")
{
    public override string Family => "LayerNorm";

    public override string Parameters =>
        $"float* outputGradient, float* input, float* mean, float* deviation, float* weight, {(this.HasResidual ? "float* residual, " : "")}float* result, nint row, nint rows";

    public override string Summary =>
        $"result = deviation * (g - sum(g) / {this.Columns.Count} - n * sum(g * n) / {this.Columns.Count}){(this.HasResidual ? " + residual" : "")} over the {this.Columns.Count} columns of each row,\n" +
        "g = outputGradient * weight, n = (input - mean) * deviation.";

    public override void WriteBody(KernelWriter writer)
    {
        string stride = Literal.Integer(this.RowCapacity * Axis.PanelWidth);

        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        {
            writer.Line("float* x = input + row * 16;");
            writer.Line("float* dy = outputGradient + row * 16;");
            writer.Line("float* dx = result + row * 16;");

            if (this.HasResidual)
            {
                writer.Line("float* r = residual + row * 16;");
            }

            writer.Line($"{writer.Vector} center = {writer.Class}.Create(mean[row]);");
            writer.Line($"{writer.Vector} scale = {writer.Class}.Create(deviation[row]);");
            writer.Line();
            writer.Line("// The sums of g and of g * n; the weight is zero in the padding.");
            writer.Declare("sum", _ => writer.Zero);
            writer.Declare("product", _ => writer.Zero);
            writer.Line("float* w = weight;");
            using (writer.Block($"for (nint panel = 0, at = 0; panel < {this.Columns.Panels}; panel++, at += {stride}, w += 16)"))
            {
                writer.Declare("g", vector => $"{writer.AtIndex("dy", vector)} * {writer.At("w", vector)}");
                writer.Each(vector => $"sum{vector} += g{vector};");
                writer.Each(vector =>
                    $"product{vector} = {writer.Set.MultiplyAdd($"g{vector}", $"({writer.AtIndex("x", vector)} - center)", $"product{vector}")};");
            }

            writer.Line();
            writer.Line($"{writer.Vector} meanGradient = {writer.Class}.Create({writer.Class}.Sum({writer.SumOf("sum")}) / {Literal.Float(this.Columns.Count)});");
            writer.Line($"{writer.Vector} meanProduct = {writer.Class}.Create({writer.Class}.Sum({writer.SumOf("product")}) / {Literal.Float(this.Columns.Count)}) * scale * scale;");
            writer.Line();
            writer.Line("w = weight;");
            writer.EachPanel(this.Columns, stride, columns =>
            {
                writer.Declare("g", vector => $"({writer.AtIndex("dy", vector)} * {writer.At("w", vector)}) - meanGradient");
                writer.Declare("d", vector =>
                    $"({writer.Set.MultiplySubtractFrom($"({writer.AtIndex("x", vector)} - center)", "meanProduct", $"g{vector}")}) * scale");
                writer.Each(vector =>
                    $"{writer.AtIndex("dx", vector)} = {writer.Valid($"d{vector}", vector, columns, writer.Zero)}{(this.HasResidual ? $" + {writer.AtIndex("r", vector)}" : "")};");
                writer.Line("w += 16;");
            });
        }
    }
}

/// <summary>The gradient of layer normalization with respect to 16 columns of its weight and bias.</summary>
internal sealed record LayerNormParameterGradientKernel() : Kernel("LayerNormParameterGradient")
{
    public override string Family => "LayerNorm";

    public override string Parameters =>
        "float* outputGradient, float* input, float* mean, float* deviation, float* weightGradient, float* biasGradient, nint rows, bool accumulate";

    public override string Summary =>
        "weightGradient (+)= sum over rows of outputGradient * n, biasGradient (+)= sum over rows of outputGradient,\n" +
        "n = (input - mean) * deviation, for the 16 columns of one panel; rows in order.";

    public override void WriteBody(KernelWriter writer)
    {
        writer.Declare("weightSum", _ => writer.Zero);
        writer.Declare("biasSum", _ => writer.Zero);
        writer.Line();

        using (writer.Block("if (accumulate)"))
        {
            writer.Each(vector => $"weightSum{vector} = {writer.At("weightGradient", vector)};");
            writer.Each(vector => $"biasSum{vector} = {writer.At("biasGradient", vector)};");
        }

        writer.Line();

        using (writer.Block("for (nint row = 0, at = 0; row < rows; row++, at += 16)"))
        {
            writer.Line($"{writer.Vector} center = {writer.Class}.Create(mean[row]);");
            writer.Line($"{writer.Vector} scale = {writer.Class}.Create(deviation[row]);");
            writer.Declare("gradient", vector => writer.AtIndex("outputGradient", vector));
            writer.Each(vector => $"biasSum{vector} += gradient{vector};");
            writer.Each(vector =>
                $"weightSum{vector} = {writer.Set.MultiplyAdd($"gradient{vector}", $"(({writer.AtIndex("input", vector)} - center) * scale)", $"weightSum{vector}")};");
        }

        writer.Line();
        writer.Each(vector => $"{writer.At("weightGradient", vector)} = weightSum{vector};");
        writer.Each(vector => $"{writer.At("biasGradient", vector)} = biasSum{vector};");
    }
}
