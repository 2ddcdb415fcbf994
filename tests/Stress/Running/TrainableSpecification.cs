using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Weft.Generator.Specification;

namespace Weft.Stress.Running;

/// <summary>What the interpreter needs of a model that only infers.</summary>
internal static class TrainableSpecification
{
    /// <summary>
    /// The same model with a loss, which its graph has where it is trained. Hidden states become the logits of a projection, which puts
    /// them out where <see cref="AddIdentity"/> has given it its weights.
    /// </summary>
    public static ModelSpecification WithTraining(this ModelSpecification specification) => specification with
    {
        Training = specification.Training ?? new TrainingCapacity(1, 1, 1),
        Output = specification.Output == OutputForm.Hidden ? OutputForm.TokenClasses : specification.Output,
        Loss = specification.Loss ?? LossFunction.CrossEntropy,
    };

    /// <summary>Adds the projection of hidden states to the parameters of a model that puts them out, or makes it exact again.</summary>
    public static void AddIdentity<T>(this ModelSpecification specification, Dictionary<string, T[]> parameters)
        where T : INumber<T>
    {
        if (specification.Output != OutputForm.Hidden)
        {
            return;
        }

        int size = specification.ModelSize;
        parameters["output.weight"] = [.. Enumerable.Range(0, size * size).Select(i => i / size == i % size ? T.One : T.Zero)];
    }
}
