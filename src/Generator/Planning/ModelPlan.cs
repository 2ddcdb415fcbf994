using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Planning;

/// <summary>Everything that emission needs: shapes, offsets and the order of work.</summary>
internal sealed record ModelPlan(ModelSpecification Specification, ModelGraph Graph, ParameterLayout Parameters)
{
    /// <summary>Null for a model that only infers.</summary>
    public TrainingPlan? Training { get; init; }

    /// <summary>Whether training leaves some parameters as they are.</summary>
    public bool HasFrozenParameters => this.Training is not null && this.Parameters.GradientFloats < this.Parameters.Floats;

    /// <summary>Whether gradients stand at other places than their parameters.</summary>
    public bool PlacesGradients => this.HasFrozenParameters || (this.Training is not null && this.Parameters.HasAdapters);

    /// <summary>The plan of training passes, or of a model without them: every parameter is floats.</summary>
    public static ModelPlan Create(ModelSpecification specification) => Create(specification, WeightFormat.Float32);

    /// <summary>
    /// The same model without anything that only training needs, adapters merged into the weights, and with the weights of products as
    /// `inference.weights` stores them: what inference runs.
    /// </summary>
    public static ModelPlan CreateInference(ModelSpecification specification) =>
        Create(
            specification with
            {
                Training = null, Adapters = null, Dropout = 0, AttentionDropout = 0, ActivationDropout = 0, LabelSmoothing = 0,
            },
            specification.Inference.Weights);

    /// <summary>The nodes of an inference pass, and behind each attention what keeps its weights where the spec asks for them.</summary>
    public IEnumerable<Node> Shown(IEnumerable<Node> nodes) => this.Specification.Inference.Attention
        ? nodes.SelectMany(static node => node is Attention attention ? [node, new AttentionWeights(attention)] : (Node[])[node])
        : nodes;

    /// <summary>The nodes of a pass whose rows may be measured, and before products what keeps their inputs where that is asked.</summary>
    public IEnumerable<Node> Measured(IEnumerable<Node> nodes)
    {
        HashSet<Value> seen = new();

        return this.Shown(nodes).SelectMany(node => node is Projection projection && this.IsMeasured(projection, seen)
            ? [new ProjectionInput(projection.Input, BlockBuilder.Role($"{projection.Weights[0].Name}.input")), node]
            : (Node[])[node]);
    }

    // Products of one input have the same rows.
    private bool IsMeasured(Projection projection, HashSet<Value> seen) => this.Specification.Inference.Inputs
        && projection.Weights[0].Kind == ParameterKind.Projection && seen.Add(projection.Input);

    private static ModelPlan Create(ModelSpecification specification, WeightFormat format)
    {
        ModelGraph graph = GraphBuilder.Build(specification);

        return new ModelPlan(specification, graph, new ParameterLayout(graph, format))
        {
            Training = specification.Training is null ? null : TrainingPlan.Create(specification, graph, specification.Training),
        };
    }
}
