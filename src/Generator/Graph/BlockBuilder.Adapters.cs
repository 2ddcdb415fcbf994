using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Generator.Graph;

// Adapters of low rank beside projections. Hu et al. 2021.
internal sealed partial class BlockBuilder
{
    // y = W x has been computed: u = A x of all adapters of one input side by side, times alpha / rank, and y += B u for each.
    private void Adapt(string[] names, Axis[] columns, Value input, Value output)
    {
        int[] adapted = this.AdaptedOf(names);

        if (adapted.Length == 0)
        {
            return;
        }

        AdapterShape shape = specification.Adapters!;
        Axis rank = Axis.Of(shape.Rank);
        string role = $"{output.Name}Adapter";
        Value reduced = this.Like(output, role, new Axis(adapted.Length, shape.Rank));
        ImmutableArray<Parameter> first =
        [
            .. adapted.Select(i => this.Adapter(
                $"{names[i]}.lora_A.weight", rank, input.Columns, Initializer.Adapter(input.Columns.Count))),
        ];
        _nodes.Add(new Projection(input, first, [], reduced));
        Value scaled = shape.Scale.Equals(1f) ? reduced : this.Like(reduced, $"{role}Scaled", reduced.Columns);

        if (scaled != reduced)
        {
            _nodes.Add(new Scaling(reduced, shape.Scale, scaled));
        }

        for (int i = 0; i < adapted.Length; i++)
        {
            Axis outputs = columns[adapted[i]];
            int panel = columns.Take(adapted[i]).Sum(static axis => axis.Panels);
            Parameter second = this.Adapter($"{names[adapted[i]]}.lora_B.weight", outputs, rank, InitialValue.Zero);
            _nodes.Add(new AdapterProduct(new Slice(scaled, i * rank.Panels, rank), second, new Slice(output, panel, outputs)));
        }
    }

    private Parameter Adapter(string name, Axis outputs, Axis inputs, InitialValue start) =>
        this.Declare(new Parameter(name, ParameterKind.Projection, outputs, inputs, start) { IsAdapter = true });

    // Those of projections side by side that have an adapter, by their places.
    private int[] AdaptedOf(string[] names) => specification.Adapters is AdapterShape shape
        ? [.. Enumerable.Range(0, names.Length).Where(i => (shape.On & ProjectionOf(names[i])) != Projections.None)]
        : [];
}
