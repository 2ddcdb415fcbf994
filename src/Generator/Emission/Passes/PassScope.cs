using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Planning;

namespace Weft.Generator.Emission.Passes;

/// <summary>The pointers of a block method: saved values stand in the repetition's own part of the arena, temporaries in the shared area.</summary>
/// <param name="scope">The method's locals.</param>
/// <param name="rows">The rows of activations.</param>
/// <param name="saved">Offsets from the repetition's part.</param>
/// <param name="shared">Offsets from the shared area.</param>
/// <param name="sharedOffset">Where the shared area starts.</param>
internal sealed class PassScope(
    BlockScope scope, RowLayout rows, IReadOnlyDictionary<Value, long>? saved, IReadOnlyDictionary<Value, long> shared, long sharedOffset)
{
    public string Pointer(Value value)
    {
        if (scope.TryGet(value, out string name))
        {
            return name;
        }

        return saved is not null && saved.TryGetValue(value, out long offset)
            ? scope.Declare(value, "activations", offset)
            : scope.Declare(value, "pass.Activations", sharedOffset + shared[value]);
    }

    /// <summary>A slice's first panel.</summary>
    public string Pointer(Slice slice) => BlockScope.Offset(this.Pointer(slice.Matrix), (long)slice.Panel * rows.Stride);

    public string Parameter(Parameter parameter) => scope.Parameter(parameter);

    public string Gradient(Parameter parameter) => scope.Parameter(parameter, "gradients");

    public string Copy(Parameter parameter) => scope.Copy(parameter);
}
