using Weft.Generator.Graph;
using Weft.Generator.Planning;

namespace Weft.Generator.Emission.Kernels;

/// <summary>
/// Normalization over a block of rows: layer normalization (Ba, Kiros and Hinton 2016), or root mean square normalization (Zhang and
/// Sennrich 2019), which leaves out mean and bias.
/// </summary>
/// <param name="IsCentered">Whether the mean is taken off and a bias added: layer normalization.</param>
/// <param name="Columns">The normalized columns.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="Epsilon">Added to the variance.</param>
internal sealed record NormKernel(bool IsCentered, Axis Columns, RowLayout Layout, float Epsilon)
    : Kernel($"{NormNames.Of(IsCentered)}{Columns.Count}{Layout.Label}")
{
    public override string Family => NormNames.Of(this.IsCentered);

    public override string Parameters => this.IsCentered
        ? "float* input, float* weight, float* bias, float* output, float* mean, float* inverseDeviation, nint row, nint rows"
        : "float* input, float* weight, float* output, float* inverseDeviation, nint row, nint rows";

    public override string Summary => this.IsCentered
        ? $"output = (input - mean) * inverseDeviation * weight + bias over the {this.Columns.Count} columns of each row,\n" +
            $"mean = sum(input) / {this.Columns.Count}, inverseDeviation = 1 / sqrt(sum((input - mean)^2) / {this.Columns.Count} + {Literal.Float(this.Epsilon)})."
        : $"output = input * inverseDeviation * weight over the {this.Columns.Count} columns of each row,\n" +
            $"inverseDeviation = 1 / sqrt(sum(input^2) / {this.Columns.Count} + {Literal.Float(this.Epsilon)}).";

    public override VectorFunctions Functions => RowsAhead.FunctionOf(this.Columns, this.Layout);

    public override void WriteBody(KernelWriter writer)
    {
        string stride = Literal.Integer(this.Layout.Stride);

        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        {
            writer.Line("float* x = input + row * 16;");
            writer.Line("float* y = output + row * 16;");
            writer.Line();

            if (this.IsCentered)
            {
                this.WriteCenteredSquares(writer, stride);
            }
            else
            {
                this.WriteSquares(writer, stride);
            }

            writer.Line();
            writer.Line($"float variance = {writer.Class}.Sum({writer.SumOf("squares")}) / {Literal.Float(this.Columns.Count)};");
            writer.Line($"float rowInverse = 1 / MathF.Sqrt(variance + {Literal.Float(this.Epsilon)});");
            writer.Line($"{writer.Vector} scale = {writer.Class}.Create(rowInverse);");
            writer.Line("inverseDeviation[row] = rowInverse;");

            if (this.IsCentered)
            {
                writer.Line("mean[row] = rowMean;");
            }

            writer.Line();
            this.WriteOutput(writer, stride);
        }
    }

    private void WriteCenteredSquares(KernelWriter writer, string stride)
    {
        writer.Line("// The mean; padding is zero and adds nothing.");
        writer.Declare("sum", _ => writer.Zero);
        writer.Line();

        using (writer.Block($"for (nint panel = 0, at = 0; panel < {this.Columns.Panels}; panel++, at += {stride})"))
        {
            RowsAhead.Write(writer, this.Columns, this.Layout, "x", "y");
            writer.Each(vector => $"sum{vector} += {writer.AtIndex("x", vector)};");
        }

        writer.Line();
        writer.Line($"float rowMean = {writer.Class}.Sum({writer.SumOf("sum")}) / {Literal.Float(this.Columns.Count)};");
        writer.Line($"{writer.Vector} center = {writer.Class}.Create(rowMean);");
        writer.Line();
        writer.Line("// The variance around it, in a second reading of the row: no cancellation.");
        writer.Declare("squares", _ => writer.Zero);
        writer.Line();
        writer.EachPanel(this.Columns, stride, columns =>
        {
            writer.Declare("difference", vector => writer.Valid($"{writer.AtIndex("x", vector)} - center", vector, columns, writer.Zero));
            writer.Each(vector => $"squares{vector} = {writer.Set.MultiplyAdd($"difference{vector}", $"difference{vector}", $"squares{vector}")};");
        });
    }

    private void WriteSquares(KernelWriter writer, string stride)
    {
        writer.Line("// The mean of squares; padding is zero and adds nothing.");
        writer.Declare("squares", _ => writer.Zero);
        writer.Line();

        using (writer.Block($"for (nint panel = 0, at = 0; panel < {this.Columns.Panels}; panel++, at += {stride})"))
        {
            RowsAhead.Write(writer, this.Columns, this.Layout, "x", "y");
            writer.Each(vector => $"squares{vector} = {writer.Set.MultiplyAdd(writer.AtIndex("x", vector), writer.AtIndex("x", vector), $"squares{vector}")};");
        }
    }

    private void WriteOutput(KernelWriter writer, string stride)
    {
        writer.Line($"// {(this.IsCentered ? "Weight and bias are" : "The weight is")} zero in the padding, so the result is too.");
        writer.Line("float* w = weight;");

        if (this.IsCentered)
        {
            writer.Line("float* b = bias;");
        }

        writer.Line();

        using (writer.Block($"for (nint panel = 0, at = 0; panel < {this.Columns.Panels}; panel++, at += {stride}, w += 16{(this.IsCentered ? ", b += 16" : "")})"))
        {
            writer.Each(vector => this.IsCentered
                ? $"{writer.AtIndex("y", vector)} = {writer.Set.MultiplyAdd($"({writer.AtIndex("x", vector)} - center) * scale", writer.At("w", vector), writer.At("b", vector))};"
                : $"{writer.AtIndex("y", vector)} = {writer.AtIndex("x", vector)} * scale * {writer.At("w", vector)};");
        }
    }
}

/// <summary>The names of the two normalizations in kernels and files.</summary>
internal static class NormNames
{
    public static string Of(bool isCentered) => isCentered ? "LayerNorm" : "RmsNorm";
}

/// <summary>The gradient of a normalization with respect to its input.</summary>
/// <param name="IsCentered">Whether it is layer normalization.</param>
/// <param name="Columns">The normalized columns.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="HasResidual">Whether another gradient of the same value is added.</param>
internal sealed record NormGradientKernel(bool IsCentered, Axis Columns, RowLayout Layout, bool HasResidual)
    : Kernel($"{NormNames.Of(IsCentered)}Gradient{Columns.Count}{(HasResidual ? "Residual" : "")}")
{
    public override string Family => NormNames.Of(this.IsCentered);

    public override string Parameters =>
        $"float* outputGradient, float* input, {(this.IsCentered ? "float* mean, " : "")}float* inverseDeviation, float* weight, {(this.HasResidual ? "float* residual, " : "")}float* result, nint row, nint rows";

    public override string Summary =>
        $"result = inverseDeviation * (g{(this.IsCentered ? $" - sum(g) / {this.Columns.Count}" : "")} - n * sum(g * n) / {this.Columns.Count}){(this.HasResidual ? " + residual" : "")} over the {this.Columns.Count} columns of each row,\n" +
        $"g = outputGradient * weight, n = {(this.IsCentered ? "(input - mean)" : "input")} * inverseDeviation.";

    public override void WriteBody(KernelWriter writer)
    {
        string stride = Literal.Integer(this.Layout.Stride);

        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        {
            writer.Line("float* x = input + row * 16;");
            writer.Line("float* dy = outputGradient + row * 16;");
            writer.Line("float* dx = result + row * 16;");

            if (this.HasResidual)
            {
                writer.Line("float* r = residual + row * 16;");
            }

            if (this.IsCentered)
            {
                writer.Line($"{writer.Vector} center = {writer.Class}.Create(mean[row]);");
            }

            writer.Line($"{writer.Vector} scale = {writer.Class}.Create(inverseDeviation[row]);");
            writer.Line();
            writer.Line($"// {(this.IsCentered ? "The sums of g and of g * n" : "The sum of g * n")}; the weight is zero in the padding.");

            if (this.IsCentered)
            {
                writer.Declare("sum", _ => writer.Zero);
            }

            writer.Declare("product", _ => writer.Zero);
            writer.Line("float* w = weight;");
            writer.Line();

            using (writer.Block($"for (nint panel = 0, at = 0; panel < {this.Columns.Panels}; panel++, at += {stride}, w += 16)"))
            {
                writer.Declare("g", vector => $"{writer.AtIndex("dy", vector)} * {writer.At("w", vector)}");

                if (this.IsCentered)
                {
                    writer.Each(vector => $"sum{vector} += g{vector};");
                }

                writer.Each(vector => $"product{vector} = {writer.Set.MultiplyAdd($"g{vector}", this.Centered(writer, vector), $"product{vector}")};");
            }

            writer.Line();

            if (this.IsCentered)
            {
                writer.Line($"{writer.Vector} meanGradient = {writer.Class}.Create({writer.Class}.Sum({writer.SumOf("sum")}) / {Literal.Float(this.Columns.Count)});");
            }

            writer.Line($"{writer.Vector} meanProduct = {writer.Class}.Create({writer.Class}.Sum({writer.SumOf("product")}) / {Literal.Float(this.Columns.Count)}) * scale * scale;");
            writer.Line();
            writer.Line("w = weight;");
            writer.EachPanel(this.Columns, stride, columns =>
            {
                writer.Declare("g", vector => this.IsCentered
                    ? $"({writer.AtIndex("dy", vector)} * {writer.At("w", vector)}) - meanGradient"
                    : $"{writer.AtIndex("dy", vector)} * {writer.At("w", vector)}");
                writer.Declare("d", vector =>
                {
                    string difference = writer.Set.MultiplySubtractFrom(this.Centered(writer, vector), "meanProduct", $"g{vector}");

                    return writer.Set.Fused ? $"{difference} * scale" : $"({difference}) * scale";
                });
                writer.Each(vector =>
                    $"{writer.AtIndex("dx", vector)} = {writer.Valid($"d{vector}", vector, columns, writer.Zero)}{(this.HasResidual ? $" + {writer.AtIndex("r", vector)}" : "")};");
                writer.Line("w += 16;");
            });
        }
    }

    private string Centered(KernelWriter writer, int vector) =>
        this.IsCentered ? $"({writer.AtIndex("x", vector)} - center)" : writer.AtIndex("x", vector);
}

/// <summary>The gradient of a normalization with respect to 16 columns of its weight and bias.</summary>
/// <param name="IsCentered">Whether it is layer normalization.</param>
internal sealed record NormParameterGradientKernel(bool IsCentered) : Kernel($"{NormNames.Of(IsCentered)}ParameterGradient")
{
    public override string Family => NormNames.Of(this.IsCentered);

    public override string Parameters => this.IsCentered
        ? "float* outputGradient, float* input, float* mean, float* inverseDeviation, float* weightGradient, float* biasGradient, nint rows, bool accumulate"
        : "float* outputGradient, float* input, float* inverseDeviation, float* weightGradient, nint rows, bool accumulate";

    public override string Summary =>
        $"weightGradient (+)= sum over rows of outputGradient * n{(this.IsCentered ? ", biasGradient (+)= sum over rows of outputGradient" : "")},\n" +
        $"n = {(this.IsCentered ? "(input - mean)" : "input")} * inverseDeviation, for the 16 columns of one panel; rows in order.";

    private string[] Sums => this.IsCentered ? ["weight", "bias"] : ["weight"];

    public override void WriteBody(KernelWriter writer)
    {
        foreach (string sum in this.Sums)
        {
            writer.Declare($"{sum}Sum", _ => writer.Zero);
        }

        writer.Line();

        using (writer.Block("if (accumulate)"))
        {
            foreach (string sum in this.Sums)
            {
                writer.Each(vector => $"{sum}Sum{vector} = {writer.At($"{sum}Gradient", vector)};");
            }
        }

        writer.Line();

        using (writer.Block("for (nint row = 0, at = 0; row < rows; row++, at += 16)"))
        {
            this.WriteRow(writer);
        }

        writer.Line();

        foreach (string sum in this.Sums)
        {
            writer.Each(vector => $"{writer.At($"{sum}Gradient", vector)} = {sum}Sum{vector};");
        }
    }

    private void WriteRow(KernelWriter writer)
    {
        writer.Line($"{writer.Vector} scale = {writer.Class}.Create(inverseDeviation[row]);");
        writer.Declare("gradient", vector => writer.AtIndex("outputGradient", vector));

        if (this.IsCentered)
        {
            writer.Line($"{writer.Vector} center = {writer.Class}.Create(mean[row]);");
            writer.Each(vector => $"biasSum{vector} += gradient{vector};");
        }

        writer.Each(vector =>
        {
            string centered = this.IsCentered ? $"({writer.AtIndex("input", vector)} - center)" : writer.AtIndex("input", vector);

            return $"weightSum{vector} = {writer.Set.MultiplyAdd($"gradient{vector}", $"({centered} * scale)", $"weightSum{vector}")};";
        });
    }
}
