using Weft.Generator.Graph;
using Weft.Generator.Planning;

namespace Weft.Generator.Emission.Passes;

/// <summary>The pointers of a block method of a training pass: saved values stand in the repetition's own part, others in the shared area.</summary>
internal sealed class PassScope(BlockScope scope, TrainingBlock block, TrainingPlan training)
{
    public string Pointer(Value value)
    {
        if (scope.TryGet(value, out string name))
        {
            return name;
        }

        return block.Saved.TryGetValue(value, out long saved)
            ? scope.Declare(value, "activations", saved)
            : scope.Declare(value, "pass.Activations", training.SharedOffset + block.Shared[value]);
    }

    /// <summary>A slice's first panel.</summary>
    public string Pointer(Slice slice) => BlockScope.Offset(this.Pointer(slice.Matrix), (long)slice.Panel * training.Rows.Stride);

    public string Parameter(Parameter parameter) => scope.Parameter(parameter);

    public string Gradient(Parameter parameter) => scope.Parameter(parameter, "gradients");

    public string Copy(Parameter parameter) => scope.Copy(parameter);
}
