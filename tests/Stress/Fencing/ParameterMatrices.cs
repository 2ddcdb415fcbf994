using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;

namespace Weft.Stress.Fencing;

/// <summary>The matrices of parameters, of their gradients and of their transposed copies, as the layout has them.</summary>
/// <param name="plan">The model.</param>
/// <param name="current">The block whose method names them: its own parameters by their places in it, those of others by theirs in all.</param>
internal sealed class ParameterMatrices(ModelPlan plan, Block current)
{
    private readonly ParameterLayout _layout = plan.Parameters;

    private readonly ImmutableArray<Node> _nodes = [.. plan.Graph.Blocks.SelectMany(static block => block.Forward.Concat(block.Backward))];

    /// <summary>The matrix behind a local; null where the local is none of this parameter.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="local">The local.</param>
    /// <param name="place">The place in it; what chooses an expert belongs to the start of the matrix.</param>
    public Matrix? Find(Parameter parameter, Local local, Address place)
    {
        Place own = _layout[parameter];
        BlockParameters block = _layout.Of(own.Block);
        long at = local.Value.Offset;
        bool isOwn = own.Block == current;

        return local.Value.Base switch
        {
            "parameters" when isOwn && !parameter.IsAdapter && own.Offset == at => this.OfWeights(parameter, place),
            "adapters" when isOwn && parameter.IsAdapter && own.Offset == at => this.OfWeights(parameter, place),
            "gradients" when isOwn && parameter.IsTrained && own.GradientOffset == at => this.OfGradients(parameter, place),
            "copies" when isOwn && !parameter.IsTied && own.CopyOffset == at => this.OfCopies(parameter, place),
            PassMembers.Parameters when (parameter.IsAdapter ? block.AdapterBase : block.Base) + own.Offset == at => this.OfWeights(parameter, place),
            PassMembers.Gradients when parameter.IsTrained && block.GradientBase + own.GradientOffset == at => this.OfGradients(parameter, place),
            PassMembers.Copies when parameter.IsTied && own.CopyOffset == at => this.OfCopies(parameter, place),
            _ => null,
        };
    }

    private Matrix OfWeights(Parameter parameter, Address place) => new(
        parameter.Name,
        StartOf(place, parameter, parameter.OtherExperts.IsEmpty ? 0 : _layout.ExpertStride(parameter)),
        this.StackFrom(parameter).Sum(this.FloatsOf));

    // One matrix for all that is trained side by side, whichever of them a kernel begins with: two would have copies of what both hold.
    private Matrix OfGradients(Parameter parameter, Address place)
    {
        ImmutableArray<Parameter> stack = this.StackOf(parameter);
        int first = stack.IndexOf(parameter);

        while (first > 0 && stack[first - 1].IsTrained)
        {
            first--;
        }

        Address start = StartOf(place, parameter, parameter.OtherExperts.IsEmpty ? 0 : _layout.ExpertGradientStride(parameter));

        return new(
            $"gradient of {stack[first].Name}",
            start + (_layout[stack[first]].GradientOffset - _layout[parameter].GradientOffset),
            stack.Skip(first).TakeWhile(static part => part.IsTrained).Sum(static part => part.Floats));
    }

    private Matrix OfCopies(Parameter parameter, Address place)
    {
        if (parameter.IsTied)
        {
            return new(
                $"transposed {parameter.Name}",
                StartOf(place, parameter, 0),
                (long)WeightLayout.Of(_layout.FormatOf(parameter)).Floats(parameter.Columns.Padded) * (parameter.Rows / Panels.Width));
        }

        ImmutableArray<Parameter> stack = _nodes.SelectMany(static node => node.TransposedCopies).First(stack => stack.Contains(parameter));
        Parameter first = stack[0];
        Address start = StartOf(place, parameter, parameter.OtherExperts.IsEmpty ? 0 : _layout.ExpertCopyStride(parameter));

        return new(
            $"transposed {first.Name}",
            start + (_layout[first].CopyOffset!.Value - _layout[parameter].CopyOffset!.Value),
            stack.Sum(static weight => (long)weight.Columns.Padded) * first.Rows);
    }

    private static Address StartOf(Address place, Parameter parameter, long expertStride) => Address.Of(place.Base) with
    {
        Terms = parameter.OtherExperts.IsEmpty ? [] : [.. place.Terms.Where(term => term.Stride == expertStride).Take(1)],
    };

    // Side by side in memory from one on: a matrix.
    private ImmutableArray<Parameter> StackFrom(Parameter parameter) => [.. this.StackOf(parameter).SkipWhile(part => part != parameter)];

    private ImmutableArray<Parameter> StackOf(Parameter parameter) =>
        _nodes.SelectMany(static node => node.Stacks).FirstOrDefault(stack => stack.Contains(parameter)) is { IsDefault: false } stack ? stack : [parameter];

    private long FloatsOf(Parameter parameter) => parameter.Kind == ParameterKind.Projection
        ? (long)WeightLayout.Of(_layout.Format).Floats(parameter.Rows) * parameter.Columns.Panels
        : parameter.Floats;
}
