using System;

namespace Weft.Generator.Graph;

/// <summary>
/// What pairs every row of a side with some of the experts of a layer, and where the pairs stand: grouped by expert, in a group by row. A
/// group begins at a multiple of <see cref="Unit"/>, so that no tile of a product reaches into the next one.
/// </summary>
internal sealed class Routing
{
    /// <summary>Blocks of rows end at multiples of it, groups do too.</summary>
    public const int Unit = 4;

    /// <summary>Integers of a work item in <see cref="Items"/>: its expert, its first place and the number of its rows.</summary>
    public const int ItemSize = 3;

    /// <param name="input">What the experts read.</param>
    /// <param name="experts">Experts.</param>
    /// <param name="active">Experts of a row.</param>
    public Routing(Value input, int experts, int active)
    {
        this.Experts = experts;
        this.Active = active;
        this.Input = input;
        Axis choices = new(active, 1);
        this.Choices = new Value("choices", ValueKind.Integers, choices, input.Side);
        this.Weights = new Value("choiceWeights", ValueKind.Statistic, choices, input.Side);
        this.Places = new Value("places", ValueKind.Integers, choices, input.Side) { IsGrouping = true };
        this.Sources = new Value("sources", ValueKind.Integers, Axis.Of(1), input.Side) { Pairs = this, IsGrouping = true };
        this.Groups = new Value("groups", ValueKind.Counts, new Axis(2, experts), input.Side) { IsGrouping = true };
        this.Items = new Value("expertItems", ValueKind.Items, Axis.Of(1), input.Side) { Pairs = this, IsGrouping = true };
        this.Gathered = new Value("gathered", ValueKind.Matrix, input.Columns, input.Side) { Pairs = this, IsGrouping = true };
    }

    /// <summary>Experts of the layer.</summary>
    public int Experts { get; }

    /// <summary>Experts of a row.</summary>
    public int Active { get; }

    /// <summary>What the experts read, by rows.</summary>
    public Value Input { get; }

    /// <summary>The experts of each row, the one with the greatest score first.</summary>
    public Value Choices { get; }

    /// <summary>What the output of each of them is multiplied by.</summary>
    public Value Weights { get; }

    /// <summary>Where the pair of a row and one of its choices stands.</summary>
    public Value Places { get; }

    /// <summary>Which pair stands in a place: the index of the pair in <see cref="Choices"/>.</summary>
    public Value Sources { get; }

    /// <summary>The place where the group of each expert begins, then the number of its rows.</summary>
    public Value Groups { get; }

    /// <summary>
    /// Blocks of rows that have one expert: their number, and of each the expert, the first place and the number of rows.
    /// </summary>
    public Value Items { get; }

    /// <summary>The input by pairs.</summary>
    public Value Gathered { get; }

    /// <summary>Integers that the items of so many pairs take.</summary>
    public static int ItemIntegers(int pairs) => 1 + (ItemSize * (pairs / Unit));

    /// <summary>
    /// Rows that values of pairs have room for, where those of rows have room for so many: each pair one, and what groups may leave empty
    /// before the next begins. As a multiple of the unit whose quotient is odd, it spreads the columns of neighbouring panels over cache
    /// sets. A single row has a pair for each of its experts and no more.
    /// </summary>
    public int RowsOf(int rows)
    {
        if (rows == 1)
        {
            return this.Active;
        }

        long pairs = (long)rows * this.Active;
        long padded = pairs + ((Unit - 1) * Math.Min(this.Experts, pairs));

        return checked((int)(((padded + Unit - 1) / Unit) | 1) * Unit);
    }
}
