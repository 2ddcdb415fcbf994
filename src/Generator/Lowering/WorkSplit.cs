using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;

namespace Weft.Generator.Lowering;

/// <summary>
/// How the work of a step is cut into items that need nothing of one another, and what an item is in the words of its calls.
/// </summary>
/// <param name="Items">The number of items; null where one thread does all of it.</param>
/// <param name="Item">The name of the item that was claimed.</param>
internal sealed record WorkSplit(Expression? Items, string Item)
{
    /// <summary>One thread does it.</summary>
    public static readonly WorkSplit Once = new(null, "_");

    /// <summary>
    /// Items that a thread claims at once, their number named like one of them in the plural; 0 where every item is claimed by itself.
    /// </summary>
    public int Claim { get; init; }

    /// <summary>What the number of an item says.</summary>
    public ImmutableArray<Define> Definitions { get; init; } = ImmutableArray<Define>.Empty;

    /// <summary>The first row of the item and the number of its rows, where the item is rows.</summary>
    public (Expression First, Expression Count) Rows { get; init; } = (new Variable("row"), new Variable("rows"));

    /// <summary>Blocks of rows of a side, cut by the number of threads.</summary>
    public static WorkSplit OfRows(Side side) => new(PassMembers.Side(side, "Blocks"), "block")
    {
        Definitions = RowsOfBlock(PassMembers.Side(side, "BlockRows"), side),
    };

    /// <summary>Blocks of so many rows of a side.</summary>
    public static WorkSplit OfRows(Side side, int size) => new(Expression.Blocks(PassMembers.Side(side, "Rows"), size), "block")
    {
        Definitions = RowsOfBlock(size, side),
    };

    /// <summary>Pairs of a sequence and a head.</summary>
    /// <param name="side">Whose sequences.</param>
    /// <param name="heads">Heads of each.</param>
    /// <param name="head">The name of the head; where there is only one, it has none.</param>
    public static WorkSplit OfHeads(Side side, int heads, string head = "head") =>
        OfPairs(PassMembers.Side(side, "SequenceCount"), "sequence", heads, head);

    /// <summary>Pairs of something that is counted where the pass runs and one of a number of parts that is known.</summary>
    public static WorkSplit OfPairs(Expression count, string first, int parts, string part)
    {
        Variable item = new("item");

        return parts == 1 ? new WorkSplit(count, first) : new WorkSplit(count * parts, "item")
        {
            Definitions = ImmutableArray.Create(Define.Native(first, item / parts), Define.Native(part, item % parts)),
        };
    }

    /// <summary>Blocks of pairs of rows and experts that have one expert, from a table of them.</summary>
    /// <param name="items">The table: the number of blocks, then of each its expert, its first pair and the number of its pairs.</param>
    public static WorkSplit OfExperts(string items)
    {
        Expression first = (Expression)Routing.ItemSize * new Variable("block");

        return new WorkSplit(new Element(items, 0), "block")
        {
            Definitions =
            [
                Define.Native("expert", new Element(items, first + 1)),
                Define.Native("row", new Element(items, first + 2)),
                Define.Native("rows", new Element(items, first + 3)),
            ],
        };
    }

    /// <summary>Items of which a thread claims some at once: panels of outputs, for example.</summary>
    public static WorkSplit OfItems(int items, int claim, string item) => items <= claim ? Once : new(items, item) { Claim = claim };

    /// <summary>Items that are claimed one by one.</summary>
    public static WorkSplit OfEach(int items, string item) => items == 1 ? Once : new(items, item);

    /// <summary>Items of one kind behind those of another, counted from 0 each.</summary>
    public static WorkSplit OfParameters(int items) => new(items, "item") { IsShared = true };

    /// <summary>Whether other work may put its own items behind these.</summary>
    public bool IsShared { get; private init; }

    /// <summary>Whether work of this split can share a claim with work of another.</summary>
    public bool Shares(WorkSplit other) => this.IsShared ? other.IsShared : this.Equals(other);

    public bool Equals(WorkSplit? other) => other is not null
        && this.Item == other.Item && Equals(this.Items, other.Items) && this.Claim == other.Claim
        && this.IsShared == other.IsShared && this.Definitions.SequenceEqual(other.Definitions);

    public override int GetHashCode() => this.Item.GetHashCode();

    /// <summary>The rows of a block of so many.</summary>
    public static ImmutableArray<Define> RowsOfBlock(Expression size, Side side) => ImmutableArray.Create(
        Define.Native("row", new Variable("block").As("nint") * size),
        Define.Native("rows", Expression.Min(size, PassMembers.Side(side, "Rows") - new Variable("row"))));
}
