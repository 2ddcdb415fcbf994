using System;
using Weft.Generator.Specification;

namespace Weft.Generator.Graph;

/// <summary>The distributions of the spec's `initialization`.</summary>
/// <param name="specification">The spec.</param>
/// <param name="layers">The layers of the stack.</param>
internal sealed class Initializer(ModelSpecification specification, int layers)
{
    /// <summary>Embedding tables, learned positions included.</summary>
    public InitialValue Table => specification.Initialization switch
    {
        Initialization.Gpt2 => Normal(0.02),
        Initialization.Xavier or Initialization.Fairseq => Normal(1 / Math.Sqrt(specification.ModelSize)),
        _ => Normal(1),
    };

    /// <summary>
    /// A weight [outputs, inputs]; gpt2 divides those that write to the residual stream by sqrt(2 layers). Xavier: Glorot and Bengio 2010.
    /// </summary>
    public InitialValue Projection(int inputs, int outputs, Projections kind = Projections.None) => specification.Initialization switch
    {
        Initialization.Gpt2 => Normal((kind & Projections.WriteResidual) != 0 ? 0.02 / Math.Sqrt(2.0 * layers) : 0.02),
        Initialization.Xavier => Glorot(inputs, outputs, gain: 1),
        Initialization.Fairseq when (kind & Projections.FeedForward) == 0 =>
            Glorot(inputs, outputs, (kind & Projections.ReadAttention) != 0 ? 1 / Math.Sqrt(2) : 1),
        _ => Uniform(1 / Math.Sqrt(inputs)),
    };

    /// <summary>What a sum of so many inputs is added to.</summary>
    public InitialValue Bias(int inputs, Projections kind = Projections.None) => specification.Initialization switch
    {
        Initialization.PyTorch => Uniform(1 / Math.Sqrt(inputs)),
        Initialization.Fairseq when (kind & Projections.FeedForward) != 0 => Uniform(1 / Math.Sqrt(inputs)),
        _ => InitialValue.Zero,
    };

    /// <summary>The matrix A of an adapter: uniform after He et al. 2015 with a = sqrt(5), whatever others start from.</summary>
    public static InitialValue Adapter(int inputs) => Uniform(1 / Math.Sqrt(inputs));

    private static InitialValue Glorot(int inputs, int outputs, double gain) => Uniform(gain * Math.Sqrt(6.0 / (inputs + outputs)));

    private static InitialValue Normal(double deviation) => new(InitialDistribution.Normal, deviation);

    private static InitialValue Uniform(double bound) => new(InitialDistribution.Uniform, bound);
}
