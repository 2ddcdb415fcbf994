namespace Weft.Generator.Graph;

// Recurrences in the place of attention.
internal sealed partial class BlockBuilder
{
    /// <summary>
    /// A gated recurrent unit: one product makes the gates of the input of all rows, and only that of the state goes step by step.
    /// </summary>
    public Value Recurrence(string name, Value input, Value? residual)
    {
        Axis columns = Axis.Of(specification.ModelSize);
        Axis gates = new(3, specification.ModelSize);
        Value inputGates = this.Matrix("inputGates", gates);
        this.Project([$"{name}.input"], [gates], input, inputGates, specification.QueryKeyValueBias);

        Parameter weight = this.Declare(new Parameter(
            $"{name}.hidden.weight", ParameterKind.Projection, gates, columns, _initializer.Projection(columns.Count, gates.Count)));
        Parameter? bias = specification.QueryKeyValueBias
            ? this.Vector($"{name}.hidden.bias", gates, _initializer.Bias(columns.Count))
            : null;

        bool isFused = residual is not null && this.AddsAtOnce;
        bool isTrained = specification.Training is not null;
        Value output = this.Matrix(isFused ? "recurrenceSum" : "hidden", columns);
        _nodes.Add(new Recurrence(inputGates, weight, bias, this.Matrix("previous", columns), output)
        {
            Residual = isFused ? residual : null,
            Gates = isTrained ? this.Matrix("gates", new Axis(4, specification.ModelSize)) : null,
            HiddenGates = isTrained ? null : this.Matrix("hiddenGates", gates),
        });

        return isFused ? output : this.Join(output, "recurrenceSum", residual);
    }
}
