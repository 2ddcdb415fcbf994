using Weft.Generator.Specification;

namespace Weft.Stress.Running;

/// <summary>What the interpreter needs of a model that only infers.</summary>
internal static class TrainableSpecification
{
    /// <summary>The same model with a loss, which its graph has where it is trained.</summary>
    public static ModelSpecification WithTraining(this ModelSpecification specification) =>
        specification with { Training = specification.Training ?? new TrainingCapacity(1, 1, 1) };
}
