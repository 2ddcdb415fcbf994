using System;
using Weft.Import.Specifications;

namespace Weft.Import.Tensors;

/// <summary>Which row of a family's tensor each row of a parameter is.</summary>
/// <param name="SourceRows">Rows of the tensor.</param>
/// <param name="RowOf">The row there of a row of the parameter.</param>
internal sealed record RowOrder(long SourceRows, Func<int, int> RowOf)
{
    private const int Shards = 4;

    /// <summary>The order of a parameter by a rule.</summary>
    public static RowOrder Of(Parameter parameter, TensorRule rule, ImportedSpecification specification)
    {
        (long sourceRows, Func<int, int> place) = Placement(parameter, rule, specification);

        return new RowOrder(sourceRows, rule.HasRotatedHalves ? row => place(UnrotatedRow(row, specification)) : place);
    }

    /// <summary>
    /// Where column <c>row</c> of the heads stands when rope pairs halves: neighbours 2i and 2i + 1 are i and i + d / 2 there, in the
    /// columns that rope turns.
    /// </summary>
    private static int UnrotatedRow(int row, ImportedSpecification specification)
    {
        int turned = specification.RopeColumns;
        int column = row % specification.HeadColumns;

        return column < turned ? row - column + (column / 2) + (column % 2 * (turned / 2)) : row;
    }

    private static (long SourceRows, Func<int, int> Place) Placement(
        Parameter parameter, TensorRule rule, ImportedSpecification specification)
    {
        int part = PartOf(parameter.Name);
        int keyRows = (specification.KeyValueHeads ?? specification.Heads) * specification.HeadColumns;
        int queryRows = specification.Heads * specification.HeadColumns;

        return rule.Fusion switch
        {
            Fusion.QueryKeyValueBlocks => (queryRows + (2L * keyRows), row => row + (part == 0 ? 0 : queryRows + ((part - 1) * keyRows))),
            Fusion.QueryKeyValueGroups => (queryRows + (2L * keyRows), row => GroupedRow(row, part, specification)),
            Fusion.QueryValueKeyShards => (3L * queryRows, row => ShardedRow(row, part, queryRows / Shards)),
            Fusion.GateUpBlocks => (2L * parameter.Rows, row => row + (part * parameter.Rows)),
            _ when parameter.Name.EndsWith(".position_embedding.weight", StringComparison.Ordinal) =>
                ((long)parameter.Rows + specification.FirstPosition, row => row + specification.FirstPosition),
            _ => (parameter.Rows, static row => row),
        };
    }

    // Values stand before keys there.
    private static int ShardedRow(int row, int part, int shardRows)
    {
        int place = part == 0 ? 0 : 3 - part;

        return (((row / shardRows * 3) + place) * shardRows) + (row % shardRows);
    }

    private static int GroupedRow(int row, int part, ImportedSpecification specification)
    {
        int columns = specification.HeadColumns;
        int queriesPerKey = specification.Heads / (specification.KeyValueHeads ?? specification.Heads);
        (int head, int column) = (row / columns, row % columns);
        (int group, int inGroup) = part == 0 ? (head / queriesPerKey, head % queriesPerKey) : (head, queriesPerKey + part - 1);

        return (((group * (queriesPerKey + 2)) + inGroup) * columns) + column;
    }

    // The parts of fused tensors, in the order in which they stand there.
    private static int PartOf(string name) => name.Split('.')[^2] switch
    {
        "key" or "up" => 1,
        "value" => 2,
        _ => 0,
    };
}
