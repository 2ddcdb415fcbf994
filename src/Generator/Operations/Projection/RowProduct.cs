using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Targets;

namespace Weft.Generator.Operations;

/// <summary>A matrix-vector product over some panels of outputs.</summary>
/// <param name="Depth">Elements of the input, padded.</param>
/// <param name="HasBias">Whether a bias is added.</param>
/// <param name="HasResidual">Whether a vector is added.</param>
/// <param name="Epilogue">What happens to the sum.</param>
/// <param name="Weights">How the weights are stored.</param>
internal abstract record RowProduct(int Depth, bool HasBias, bool HasResidual, Epilogue Epilogue, WeightFormat Weights) : Kernel
{
    /// <summary>Sums that run side by side: enough to hide the latency of an addition.</summary>
    protected const int Chains = 4;

    // Products with less are read as one stream: four begin four times, which costs models of small products more than they gain.
    private const long LeastStreamed = Caches.Second / 2;

    // So many panels are work for four threads, of four panels at once.
    private const int LeastPanels = 16;

    // Rows of a step, of floats one cache line each. Read in the order of memory, they are slower with AVX2: 2 to 4 percent as one stream
    // where the second level cache has some lines and not others, 6 to 12 percent as four streams. Found by measuring all 24 orders.
    private static readonly int[] Rows = [0, 3, 2, 1];

    protected override KernelName Words => new KernelName($"RowProduct{this.Depth}")
        .If(this.HasBias, "Bias").If(this.HasResidual, "Residual").Word(this.Epilogue.Label)
        .Word(StoredWeights.LabelOf(this.Weights)).Word(this.Order);

    public override string Family => "RowProduct";

    /// <summary>How the weights are read, a word of the name; empty for one panel after another.</summary>
    protected abstract string Order { get; }

    /// <summary>What a thread claims, in the pass: a panel of outputs, or a group of them.</summary>
    public abstract string Item { get; }

    /// <summary>Items that a thread claims at once: at d_model 288, 36 or 72 KB of weights.</summary>
    public abstract int Claim { get; }

    public override IEnumerable<VectorFunction> Functions =>
        [.. this.Epilogue.Functions, .. this.Stored.Functions];

    /// <summary>How weights are read.</summary>
    protected StoredWeights Stored => StoredWeights.Of(this.Weights);

    /// <summary>Floats from one panel of weights to the next.</summary>
    protected int Stride => this.Stored.Stride(this.Depth);

    /// <summary>The parameters before the items.</summary>
    protected Signature Operands => Signature.Empty
        .Floats("input", "weights").FloatsIf(this.HasBias, "bias").FloatsIf(this.HasResidual, "residual").Floats("output");

    /// <summary>The equation over all panels.</summary>
    protected string Equation
    {
        get
        {
            string bias = this.HasBias ? " + bias" : "";
            string sum = $"input[{this.Depth}] x weights[{this.Depth}, {Panels.Width} x panels]{bias}";

            return $"output[{Panels.Width} x panels] = {this.Epilogue.Formula(sum)}{(this.HasResidual ? " + residual" : "")}";
        }
    }

    /// <summary>The product of a single row.</summary>
    /// <param name="isFromMemory">Whether the weights come from memory, not from caches.</param>
    /// <param name="panels">Panels of outputs.</param>
    /// <exception cref="LoweringException">The epilogue needs a second matrix, which training alone has.</exception>
    /// <inheritdoc cref="RowProduct"/>
    public static RowProduct Create(
        bool isFromMemory, int depth, int panels, bool hasBias, bool hasResidual, Epilogue epilogue, WeightFormat weights)
    {
        if (epilogue.Matrix is not null)
        {
            throw new LoweringException($"The product of a row has no {epilogue.Matrix} for {epilogue.Label}.");
        }

        return panels >= LeastPanels && (isFromMemory || DecodePlan.WeightBytes(weights, depth, panels) >= LeastStreamed)
            ? new StreamedRowProductKernel(depth, hasBias, hasResidual, epilogue, weights, isFromMemory)
            : new RowProductKernel(depth, hasBias, hasResidual, epilogue, weights);
    }

    /// <summary>Items of so many panels.</summary>
    public abstract int Items(int panels);

    /// <summary>The operands that say which items are meant.</summary>
    public abstract IEnumerable<(string Name, Expression Value)> Share(Expression first, Expression count, int panels);

    /// <summary>The first weight of a panel.</summary>
    protected string FirstOf(string panel) => this.Stored.First(panel);

    /// <summary>
    /// Moves through the weights of all streams, for several on a line of its own: <c>k += 4, weights = &amp;weights[64]</c>.
    /// </summary>
    protected string Advance(params Stream[] streams) => string.Concat(
    [
        $"{(streams.Length > 1 ? "\n    " : "")}k += {Rows.Length}",
        .. streams.Select(stream => $", {stream.Weights} = &{stream.Weights}[{this.Stored.Elements(Rows.Length)}]"),
    ]);

    /// <summary>Declares the sums of all streams, which share the chains.</summary>
    protected static void WriteChains(KernelWriter writer, params Stream[] streams)
    {
        foreach (Stream stream in streams)
        {
            writer.DeclareChains(stream.Sum, Chains / streams.Length);
        }
    }

    /// <summary>Adds the rows of a step to the sums.</summary>
    protected void WriteStep(KernelWriter writer, params Stream[] streams)
    {
        FourElements? four = this.Stored.IsWidened ? null : writer.Set.FourElements;

        if (four is not null)
        {
            writer.Declare("elements", four.Load("&input[k]"));
        }

        foreach (Stream stream in streams)
        {
            this.Stored.DeclareRows(writer, stream.Place);
        }

        writer.Comment("Out of the order of memory: a cache that has only some of the lines waits less.");

        foreach (int row in Rows)
        {
            string element = four?.Spread("elements", row) ?? writer.Broadcast($"input[k{(row == 0 ? "" : $" + {row}")}]");
            writer.Declare($"element{row}", element);

            foreach (Stream stream in streams)
            {
                string sum = $"{stream.Sum}{row % (Chains / streams.Length)}x";
                writer.Each(vector =>
                    writer.AddProduct($"{sum}{vector}", $"element{row}", this.Stored.At(writer, stream.Place, vector, row)));
            }
        }
    }

    /// <summary>Writes the outputs of all streams.</summary>
    protected void WriteOutputs(KernelWriter writer, params Stream[] streams)
    {
        foreach (Stream stream in streams)
        {
            this.DeclareOutput(writer, stream);
            writer.Declare(stream.Sum, vector => this.Sum(writer, stream, vector, Chains / streams.Length));
        }

        foreach (Stream stream in streams)
        {
            writer.Each(vector => string.Concat(
                writer.At($"output{stream.Name}", vector),
                " = ",
                this.Epilogue.Apply(writer, $"{stream.Sum}{vector}", vector, $"{stream.Name}{vector}"),
                this.HasResidual ? $" + {writer.At($"residual{stream.Name}", vector)};" : ";"));
        }
    }

    private void DeclareOutput(KernelWriter writer, Stream stream)
    {
        foreach (string matrix in new[] { this.HasBias ? "bias" : null, this.HasResidual ? "residual" : null, "output" }.OfType<string>())
        {
            writer.DeclareRowAs($"{matrix}{stream.Name}", matrix, stream.At);
        }
    }

    private string Sum(KernelWriter writer, Stream stream, int vector, int chains)
    {
        string sum = writer.SumOfChains(stream.Sum, chains, vector);

        return this.HasBias ? $"{sum} + {writer.At($"bias{stream.Name}", vector)}" : sum;
    }

    /// <summary>The names of the variables with which a panel is read.</summary>
    /// <param name="Name">Tells streams apart.</param>
    /// <param name="Panel">Where the panel begins.</param>
    /// <param name="Weights">The next weights.</param>
    /// <param name="Sum">Its sums.</param>
    /// <param name="At">The first of its outputs.</param>
    protected sealed record Stream(string Name, string Panel, string Weights, string Sum, string At)
    {
        /// <summary>Where the next weights are read.</summary>
        public PanelPlace Place => new(this.Panel, this.Weights, "k");
    }
}
