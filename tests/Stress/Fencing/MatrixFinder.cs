using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Specification;

namespace Weft.Stress.Fencing;

/// <summary>Finds the matrix that an operand of a kernel stands in. What is not found is an error: nothing goes unfenced.</summary>
/// <param name="node">What the kernel is called for.</param>
/// <param name="block">Where it stands.</param>
internal sealed class MatrixFinder(Node node, BlockLowering block)
{
    private readonly ModelPlan _plan = block.Pass.Model;
    private readonly NodeParts _parts = new(node);
    private readonly ParameterMatrices _parameters = new(block.Pass.Model, block.Block);

    private ModelSpecification Specification => _plan.Specification;

    /// <summary>The matrix of a place.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="place">The place, of a pointer that the method of the block knows from its start.</param>
    /// <exception cref="LoweringException">There is none.</exception>
    public Matrix Of(Kernel kernel, Address place) => place.Base switch
    {
        PassMembers.ScratchPointer => new("scratch of a thread", place with { Offset = 0, Terms = [] }, kernel.ScratchFloats),
        "pass.Pixels" => new("pixels", Address.Of(place.Base), PassMembers.Side(Side.Source, "SequenceCount") * this.Specification.Image!.Floats),
        "pass.Targets" => new("targets", Address.Of(place.Base), this.OutputRows * Axis.RoundUp(this.Specification.Outputs)),
        "pass.Losses" => new("losses", Address.Of(place.Base), this.OutputRows),
        PassMembers.Activations => this.OfArena(place),
        _ => this.OfStates(place) ?? this.OfValues(place.Base) ?? this.OfParameters(place)
            ?? throw new LoweringException($"{kernel.Name} is called with a place in '{place.Base}', whose extent is unknown."),
    };

    /// <summary>The integers that a pointer points to.</summary>
    /// <param name="kernel">Who is given it, for the message.</param>
    /// <param name="pointer">The pointer.</param>
    /// <exception cref="LoweringException">There are none.</exception>
    public Matrix OfIntegers(string kernel, string pointer)
    {
        string[] words = pointer.Split('.');
        Operand start = Operand.Integers(new Variable(pointer));

        return words switch
        {
            ["pass", "Labels"] => new("labels", start, this.OutputRows),
            ["pass", "BlockTable"] => new("table of blocks", start, this.Specification.Inference.Slots * CachePaging.Of(this.Specification)!.OfSlot),
            ["pass", string side, "Starts" or "Lengths"] => new($"{words[2]} of {side}", start, new Variable($"pass.{side}.SequenceCount")),
            ["pass", string side, _] => new($"{words[2]} of {side}", start, new Variable($"pass.{side}.Rows")),
            _ => this.OfValues(pointer) is Matrix matrix
                ? matrix with { Start = start }
                : throw new LoweringException($"{kernel} is given the integers '{pointer}', whose number is unknown."),
        };
    }

    private Expression OutputRows => new Variable(
        this.Specification.Pooling is not null ? "pass.Pooled.Rows" : this.Specification.HasDecoder ? "pass.Target.Rows" : "pass.Source.Rows");

    // The table of positions, logits by rows, or what all layers of a stack keep of a value.
    private Matrix? FindOfArena(Address place)
    {
        long table = PositionTable.Floats(this.Specification);
        long behind = place.Offset - block.Pass.Layout.PositionOffset;

        if (behind >= 0 && behind < table)
        {
            // Rotary positions have a table for each rotation that layers take turns with.
            long own = this.Specification.PositionalEncoding == PositionalEncoding.Rope ? table / Rotation.Of(this.Specification).Length : table;

            return new("table of positions", place with { Offset = place.Offset - (behind % own), Terms = [] }, own);
        }

        if (block.Pass.Inference is InferencePlan inference && place.Offset == inference.LogitsOffset)
        {
            return new("logits by rows", place with { Terms = [] }, inference.LogitsFloats);
        }

        foreach (Value value in _parts.Values)
        {
            if (this.IsPlaced(() => block.OfRepetitions(value).First == place))
            {
                long floats = ((block.Repetitions - 1) * block.OfRepetitions(value).Stride) + value.Floats(block.Rows.Capacity);

                return new($"{value.Name} of every layer", place, floats) { SpansLayers = true };
            }
        }

        return null;
    }

    private Matrix OfArena(Address place) =>
        this.FindOfArena(place) ?? throw new LoweringException($"A place in the arena, {place.Offset}, belongs to nothing that has a name.");

    private Matrix? OfValues(string pointer)
    {
        Value? value = _parts.Values.FirstOrDefault(value => this.IsPlaced(() => block.Pointer(value).Base == pointer));

        return value is null ? null : new(value.Name, Address.Of(pointer), value.Floats(block.Rows.Capacity));
    }

    private Matrix? OfParameters(Address place)
    {
        Local? local = block.Locals.FirstOrDefault(local => local.Name == place.Base);

        return local is null ? null : _parts.Parameters.Select(parameter => _parameters.Find(parameter, local, place)).FirstOrDefault(static matrix => matrix is not null);
    }

    // Of one slot and one head; the wide terms choose it.
    private Matrix? OfStates(Address place)
    {
        if (block.Pass.Inference?.States.FirstOrDefault(plan => plan.State.Name == place.Base)?.State is not DecodingState state)
        {
            return null;
        }

        Address start = Address.Of(place.Base) with { Terms = [.. place.Terms.Where(static term => term.IsWide)] };

        return state is not KeyValueCache cache ? new(state.Name, start, state.PartFloats)
            : place.Offset < cache.KeyFloats ? new($"keys of {cache.Name}", start, cache.KeyFloats)
            : new($"values of {cache.Name}", start + cache.KeyFloats, cache.PartFloats - cache.KeyFloats);
    }

    // A pass has no place for values that only others need.
    private bool IsPlaced(System.Func<bool> found)
    {
        try
        {
            return found();
        }
        catch (System.Exception exception) when (exception is KeyNotFoundException or System.NullReferenceException)
        {
            return false;
        }
    }
}
