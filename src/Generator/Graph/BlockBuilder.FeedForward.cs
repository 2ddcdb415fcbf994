using Weft.Generator.Specification;

namespace Weft.Generator.Graph;

// Feed-forward networks: one, or several experts.
internal sealed partial class BlockBuilder
{
    // Stands for the number of an expert in the names of its parameters.
    private const string Expert = "{expert}";

    public Value FeedForward(string name, Value input, Value? residual) => specification.Experts is ExpertMixture experts
        ? this.FeedForward(name, input, experts, residual)
        : this.ProjectBack($"{name}.down", this.Hidden(name, input), "feedForwardSum", residual, specification.FeedForwardBias);

    // The inner columns of a feed-forward network, or of every expert for its pairs.
    private Value Hidden(string name, Value input) => this.Hidden(name, input, "hidden", "upAndGate", _sizes.FeedForwardSize);

    private Value Hidden(string name, Value input, string role, string halves, int size)
    {
        Value hidden = this.Like(input, role, Axis.Of(size));
        ActivationChoice choice = ActivationChoice.Of(specification.Activation);

        if (choice.Gate is null)
        {
            this.Activate($"{name}.up", input, hidden, choice, specification.FeedForwardBias);
        }
        else
        {
            this.Gate(name, input, hidden, halves);
        }

        return this.Drop(hidden, specification.ActivationDropout);
    }

    // Rows to their experts, and what these make of them back to the rows. Shazeer et al. 2017.
    private Value FeedForward(string name, Value input, ExpertMixture experts, Value? residual)
    {
        Value logits = this.Matrix("routerLogits", Axis.Of(experts.Count));
        this.Project([$"{name}.router"], [logits.Columns], input, logits, hasBias: false);
        Routing routing = new(input, experts.Count, experts.Active);
        _nodes.Add(new Route(logits, routing) { Normalizes = experts.Normalizes, BalanceLoss = experts.BalanceLoss });
        _nodes.Add(new Group(routing));
        _nodes.Add(new Gather(routing));

        string expert = $"{name}.experts.{Expert}";
        Value outputs = this.Like(routing.Gathered, "expertOutputs", input.Columns);
        this.Project(
            [$"{expert}.down"], [outputs.Columns], this.Hidden(expert, routing.Gathered), outputs, specification.FeedForwardBias);

        bool isFused = residual is not null && this.AddsAtOnce;
        Value? added = isFused ? residual : null;
        Value? shared = experts.SharedSize > 0 ? this.SharedExpert(name, input, experts, added) : added;
        Value sum = this.Matrix(isFused ? "feedForwardSum" : "expertSum", input.Columns);
        _nodes.Add(new Combine(outputs, sum) { IsWeighted = true, Residual = shared });

        return isFused ? sum : this.Join(sum, "feedForwardSum", residual);
    }

    // One more network, of all rows. It comes behind the others: what reads the stream after a residual connection would lose its gradient.
    private Value SharedExpert(string name, Value input, ExpertMixture experts, Value? residual)
    {
        Value hidden = this.Hidden($"{name}.shared", input, "sharedHidden", "sharedUpAndGate", experts.SharedSize);
        Value output = this.Matrix(experts.HasSharedGate ? "sharedOutput" : "sharedSum", input.Columns);
        this.Project(
            [$"{name}.shared.down"], [output.Columns], hidden, output, specification.FeedForwardBias,
            residual: experts.HasSharedGate ? null : residual);

        if (!experts.HasSharedGate)
        {
            return output;
        }

        Value logit = this.Matrix("sharedLogit", Axis.Of(1));
        this.Project([$"{name}.shared_gate"], [logit.Columns], input, logit, hasBias: false);
        Value gated = this.Matrix("sharedSum", input.Columns);
        _nodes.Add(new RowGate(output, logit, gated) { Residual = residual });

        return gated;
    }

    // Whether what a sublayer gives joins the residual stream as it is.
    private bool AddsAtOnce => specification.Dropout == 0 && specification.ResidualScale.Equals(1f);

    // What a sublayer gives, dropped out and scaled, and the residual.
    private Value Join(Value output, string role, Value? residual)
    {
        if (residual is not null && !specification.ResidualScale.Equals(1f))
        {
            return this.Scale(this.Drop(output, residual: null), specification.ResidualScale, role, residual);
        }

        return this.Drop(output, residual, residual is null ? null : role);
    }

    // A matrix with the rows of another one.
    private Value Like(Value rows, string name, Axis columns) => new(name, ValueKind.Matrix, columns, rows.Side) { Pairs = rows.Pairs };

    private void Activate(string name, Value input, Value output, ActivationChoice choice, bool hasBias)
    {
        Value? derivative = specification.Training is null || choice.IsToldByOutput
            ? null
            : this.Like(output, $"{output.Name}Derivative", output.Columns);
        this.Project([name], [output.Columns], input, output, hasBias, choice.Activation, derivative);
    }

    private void Gate(string name, Value input, Value hidden, string role)
    {
        Value halves = this.Like(hidden, role, new Axis(2, hidden.Columns.Size));
        this.Project(
            [$"{name}.up", $"{name}.gate"], [hidden.Columns, hidden.Columns], input, halves, specification.FeedForwardBias);
        _nodes.Add(new Gate(halves, specification.Activation, hidden));
    }
}
