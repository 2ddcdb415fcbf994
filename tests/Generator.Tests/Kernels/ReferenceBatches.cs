using Weft.Generator.Specification;
using Weft.Generator.Tests.Graph;

namespace Weft.Generator.Tests.Kernels;

/// <summary>What a model is trained on in tests.</summary>
/// <param name="Some">A few sequences.</param>
/// <param name="Full">As many rows as there is room for.</param>
internal sealed record ReferenceBatches(InterpreterBatch Some, InterpreterBatch Full)
{
    /// <summary>The batches of a model.</summary>
    public static ReferenceBatches Of(string name)
    {
        ModelSpecification specification = ModelCases.Read(name);

        return new ReferenceBatches(ModelCases.CreateBatch(specification), ModelCases.CreateFullBatch(specification));
    }
}
