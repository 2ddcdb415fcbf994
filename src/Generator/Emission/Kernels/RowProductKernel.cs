using System;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Planning;
using Weft.Generator.Specification;

namespace Weft.Generator.Emission.Kernels;

/// <summary>A matrix-vector product over some panels of outputs: every weight is read once, in the order of memory.</summary>
/// <param name="Depth">Elements of the input, padded.</param>
/// <param name="HasBias">Whether a bias is added.</param>
/// <param name="HasResidual">Whether a vector is added.</param>
/// <param name="Epilogue">What happens to the sum.</param>
/// <param name="Weights">How the weights are stored.</param>
/// <param name="ReadsMemory">Whether the weights come from memory.</param>
internal sealed record RowProductKernel(
    int Depth, bool HasBias, bool HasResidual, Epilogue Epilogue, WeightFormat Weights = WeightFormat.Float32, bool ReadsMemory = false)
    : Kernel($"RowProduct{Depth}{(HasBias ? "Bias" : "")}{(HasResidual ? "Residual" : "")}{(Epilogue == Epilogue.None ? "" : Epilogue.ToString())}{StoredWeights.Label(Weights)}{(ReadsMemory ? "FromMemory" : "")}")
{
    /// <summary>Rows of weights whose sums are independent: enough to hide the latency of an addition.</summary>
    private const int Chains = 4;

    // The first level cache of x86 processors, the smallest of them, and what can be read before a line of it is gone.
    private const int CacheBytes = 32 << 10;
    private const int KeptBytes = 28 << 10;

    // The small page of x86 processors; a line from memory takes about as long as some pages of weights.
    private const int PageBytes = 4 << 10;
    private const int PagesAhead = 4;

    public override string Family => "RowProduct";

    private bool IsStored => this.Weights != WeightFormat.Float32;

    private int InputBytes => this.Depth * sizeof(float);

    private int PanelBytes => this.Weights.PanelFloats(this.Depth) * sizeof(float);

    /// <summary>
    /// Whether a panel of weights drives the input out of the first level cache, so that the next panel would read it from the second
    /// level, and half a panel does not.
    /// </summary>
    private bool TouchesInput => this.PanelBytes + this.InputBytes > CacheBytes && (this.PanelBytes / 2) + this.InputBytes <= KeptBytes;

    public override VectorFunctions Functions =>
        Activations.FunctionsOf(this.Epilogue) | StoredWeights.FunctionOf(this.Weights) |
        (this.ReadsMemory ? VectorFunctions.Prefetch : VectorFunctions.None) | (this.TouchesInput ? VectorFunctions.Touch : VectorFunctions.None);

    public override string Parameters =>
        "float* input, float* weights, " + (this.HasBias ? "float* bias, " : "") + (this.HasResidual ? "float* residual, " : "") + "float* output, nint panel, nint panels";

    public override string Summary
    {
        get
        {
            string sum = $"{(this.Weights == WeightFormat.Int8 ? "scales * " : "")}input[{this.Depth}] x weights[{this.Depth}, 16 x panels]{(this.HasBias ? " + bias" : "")}";

            return $"output[16 x panels] = {Activations.Formula(this.Epilogue, sum)}{(this.HasResidual ? " + residual" : "")} from a panel on; {Chains} sums run side by side.";
        }
    }

    public override void WriteBody(KernelWriter writer)
    {
        int stride = this.Weights.PanelFloats(this.Depth);
        string weights = this.IsStored ? "stored" : "weights";
        writer.Line($"weights += panel * {Literal.Integer(stride)};");
        writer.Line();

        using (writer.Block($"for (nint at = panel * 16, end = at + panels * 16; at < end; at += 16{(this.IsStored ? $", weights += {Literal.Integer(stride)}" : "")})"))
        {
            if (this.IsStored)
            {
                writer.Line($"{StoredWeights.Type(this.Weights)}* stored = {StoredWeights.First(this.Weights, "weights")};");
            }

            writer.DeclareChains("sum", Chains);
            writer.Line();
            this.WriteDepth(writer, weights);
            writer.Line();
            writer.Declare("sum", vector => this.Sum(writer, vector));
            writer.Each(vector => $"{writer.AtIndex("output", vector)} = {this.Apply(writer, $"sum{vector}")}{(this.HasResidual ? $" + {writer.AtIndex("residual", vector)}" : "")};");
        }
    }

    private void WriteDepth(KernelWriter writer, string weights)
    {
        string step = $"k += {Chains}, {weights} += {Chains * Axis.PanelWidth}";

        if (!this.ReadsMemory || !writer.Set.HasPrefetch)
        {
            this.WriteLoop(writer, $"for (nint k = 0; k < {this.Depth}; {step})");
            return;
        }

        int page = PageBytes / this.Weights.ElementBytes();
        int rows = page / Axis.PanelWidth;

        using (writer.Block($"for (nint k = 0; k < {this.Depth};)"))
        {
            string ahead = $"{weights} + {Literal.Integer(PagesAhead * page)}";
            string stop = $"k + {rows}";
            writer.Line("// Processors fetch ahead no further than to the end of a page: a line of one that comes later.");
            writer.Line($"Prefetch({(this.IsStored ? $"(float*)({ahead})" : ahead)});");
            this.WriteLoop(writer, $"for (nint stop = {(this.Depth % rows == 0 ? stop : $"Math.Min({stop}, {this.Depth})")}; k < stop; {step})");
        }
    }

    private void WriteLoop(KernelWriter writer, string heading)
    {
        using (writer.Block(heading))
        {
            this.WriteTouch(writer);
            this.WriteRows(writer);
        }
    }

    private void WriteTouch(KernelWriter writer)
    {
        if (this.TouchesInput && writer.Set.HasPrefetch)
        {
            int half = this.Depth / 2;
            writer.Line("// Used twice in a panel, the input stays in the first level cache while weights pass through it.");
            writer.Line($"Touch(input + (k < {half} ? k + {half} : k - {half}));");
            writer.Line();
        }
    }

    private void WriteRows(KernelWriter writer)
    {
        // A load for four elements: with one for each, a row takes 3 with AVX2, and they fall behind weights from the third level cache.
        bool permutes = writer.Set == InstructionSet.Avx2 && !this.IsStored;

        if (permutes)
        {
            writer.Line($"{writer.Vector} elements = Avx.BroadcastVector128ToVector256(input + k);");
        }

        for (int chain = 0; chain < Chains; chain++)
        {
            int row = chain;
            string element = permutes
                ? $"Avx.Permute(elements, 0b{string.Join("_", Enumerable.Repeat(Convert.ToString(row, 2).PadLeft(2, '0'), 4))})"
                : $"{writer.Class}.Create(input[k{(row == 0 ? "" : $" + {row}")}])";

            writer.Line($"{writer.Vector} element{row} = {element};");
            writer.Each(vector => $"sum{row}x{vector} = {writer.Set.MultiplyAdd($"element{row}", this.Weight(writer, vector, row), $"sum{row}x{vector}")};");
        }
    }

    private string Weight(KernelWriter writer, int vector, int row) => this.IsStored
        ? StoredWeights.At(writer, this.Weights, "stored", vector, row * Axis.PanelWidth)
        : writer.At("weights", vector, row * Axis.PanelWidth);

    private string Sum(KernelWriter writer, int vector)
    {
        string sum = writer.SumOfChains("sum", Chains, vector);

        if (this.Weights == WeightFormat.Int8)
        {
            sum = $"{writer.At("weights", vector)} * ({sum})";
        }

        return this.HasBias ? $"{sum} + {writer.AtIndex("bias", vector)}" : sum;
    }

    private string Apply(KernelWriter writer, string value) => this.Epilogue switch
    {
        Epilogue.Relu => writer.Max(writer.Zero, value),
        Epilogue.None => value,
        _ => Activations.Call(this.Epilogue, value, string.Empty),
    };
}
