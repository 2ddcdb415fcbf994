using Weft.Generator.Graph;
using Weft.Generator.Specification;

namespace Weft.Generator.Planning;

/// <summary>Everything that emission needs: shapes, offsets and the order of work.</summary>
internal sealed record ModelPlan(ModelSpecification Specification, ModelGraph Graph, ParameterLayout Parameters)
{
    /// <summary>Null for a model that only infers.</summary>
    public TrainingPlan? Training { get; init; }

    /// <summary>The plan of training passes, or of a model without them.</summary>
    public static ModelPlan Create(ModelSpecification specification)
    {
        ModelGraph graph = GraphBuilder.Build(specification);

        return new ModelPlan(specification, graph, new ParameterLayout(graph))
        {
            Training = specification.Training is null ? null : TrainingPlan.Create(specification, graph, specification.Training),
        };
    }

    /// <summary>The same model without anything that only training needs: what decoding runs. Parameters stand at the same offsets.</summary>
    public static ModelPlan CreateInference(ModelSpecification specification) =>
        Create(specification with { Training = null, Dropout = 0, LabelSmoothing = 0 });
}
