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
