using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>The gradient of a projection's input: a product with the transposed weights.</summary>
internal sealed class InputGradientOperation : Operation<InputGradient>
{
    public override ImmutableArray<Key> Keys => ProjectionKeys.All;

    protected override string Describe(InputGradient node) => $"through {Labels.Of(node.Weights)}";

    protected override IEnumerable<Work> Lower(InputGradient node, BlockLowering block)
    {
        Epilogue epilogue = node.Factor is null ? Epilogue.None : node.IsMasked ? Epilogue.Mask : Epilogue.Factor;
        ProductKernel kernel = new(
            node.OutputGradient.Columns.Padded,
            node.Result.Columns.Padded,
            block.RowsOf(node.Result.Matrix),
            HasBias: false,
            node.Residual is not null,
            epilogue);
        WorkSplit split = block.SplitOf(node.Result.Matrix);
        KernelCall call = block.CallRows(
            kernel,
            split,
            ("input", block.Pointer(node.OutputGradient)),
            ("weights", WeightsOf(node, block)),
            ("residual", block.PointerOrNone(node.Residual)),
            (epilogue.Matrix ?? "factor", block.PointerOrNone(node.Factor)),
            ("output", block.Pointer(node.Result)));

        yield return new Work(split, [call]);
    }

    // A tied table is its own transpose.
    private static Address WeightsOf(InputGradient node, BlockLowering block) => node switch
    {
        { Transposed: Value transposed } => block.Pointer(transposed),
        { Weights: [{ Kind: ParameterKind.Table } table] } => block.Parameter(table),
        _ => block.Copy(node.Weights[0], new Variable("expert")),
    };
}
