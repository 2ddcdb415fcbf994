using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Specification;

namespace Weft.Stress.Running;

/// <summary>What it takes to interpret a model: an estimate, of products mostly.</summary>
internal static class ModelCost
{
    // Eight times the arrays that hold the parameters, in the interpreter, its optimizer and the model: far below 200 MB.
    private const long MostParameters = 400_000;

    /// <summary>Products of parameters and rows in one forward pass over some rows; too many for any verb where the parameters are.</summary>
    public static long Products(ModelSpecification specification, long rows)
    {
        // The largest of them need not be built to be refused.
        if ((long)specification.ModelSize * (specification.EncoderLayers + specification.DecoderLayers) * specification.FeedForwardSize > MostParameters)
        {
            return long.MaxValue;
        }

        ModelGraph graph = GraphBuilder.Build(specification);
        long held = graph.Blocks.Sum(static block => (long)block.ParameterSets * block.Parameters.Sum(static parameter => (long)parameter.Count));
        long used = graph.Blocks.Sum(static block => (long)block.Repetitions * block.Parameters.Sum(static parameter => (long)parameter.Count));
        long scores = rows * specification.Heads * (specification.EncoderLayers + specification.DecoderLayers) * (specification.KeySize + specification.ValueSize);

        return held > MostParameters ? long.MaxValue : (used + scores) * rows;
    }
}
