using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// Sequences of a batch that go through their steps together: the products of one step are those of a register tile. A row's sums are the
/// same in whichever group it is, and groups are cut without regard to threads.
/// </summary>
internal static class SequenceGroup
{
    /// <summary>Sequences of a group.</summary>
    public const int Size = 6;

    /// <summary>Their rows, in the scratch of a thread.</summary>
    public static readonly RowLayout Layout = new(RowPlan.Capacity(Size));

    /// <summary>What a kernel of groups is told.</summary>
    public static Signature Signature => Signature.Empty.Integers("starts", "lengths").Indices("first", "count");

    /// <summary>Floats of the states of a group and of their three gates.</summary>
    public static int ScratchFloats(Axis columns) => 4 * columns.Padded * Layout.Capacity;

    /// <summary>A row of a group, in the loop over its sequences.</summary>
    public static string Member(string matrix) => $"&{matrix}[of]";

    /// <summary>The row of the batch that a sequence of the group has in a step.</summary>
    public static string Row(string matrix) => $"&{matrix}[at]";

    /// <summary>The work of all groups.</summary>
    public static Work Work(Side side, System.Func<(string Name, Operand? Value)[], KernelCall> call)
    {
        Expression sequences = PassMembers.Side(side, "SequenceCount");
        Variable first = new("first");
        WorkSplit split = new(Expression.Blocks(sequences, Size), "group")
        {
            Definitions =
            [
                Define.Native(first.Name, new Variable("group").As("nint") * Size),
                Define.Native("count", Expression.Min(Size, sequences - first)),
            ],
        };

        return new Work(split,
        [
            call(
            [
                ("starts", PassMembers.Rows(side, "Starts")), ("lengths", PassMembers.Rows(side, "Lengths")),
                ("first", Operand.Index(first)), ("count", Operand.Index(new Variable("count"))), ("scratch", PassMembers.Scratch),
            ]),
        ]);
    }

    /// <summary>Declares the states and the gates of a group in scratch, cleared, and the number of its steps.</summary>
    public static void WriteStart(KernelWriter writer, Axis columns, string state, string gates)
    {
        writer.Declare("float*", state, "scratch", $"[{Size}, {columns.Count}]");
        string behind = Pointer.To("scratch", Literal.Integer(columns.Padded * Layout.Capacity));
        writer.Declare("float*", gates, behind, $"[{Size}, 3 x {columns.Count}]");
        writer.Line($"new Span<float>(scratch, {Literal.Integer(ScratchFloats(columns))}).Clear();");
        writer.Declare("nint", "steps", "0");
        writer.Line();

        using (writer.Block("for (nint sequence = first; sequence < first + count; sequence++)"))
        {
            writer.Line("steps = Math.Max(steps, lengths[sequence]);");
        }

        writer.Line();
    }

    /// <summary>Writes a statement for every sequence that has a row in the step.</summary>
    public static void WriteEach(KernelWriter writer, System.Action body)
    {
        using (writer.Block("for (nint sequence = first; sequence < first + count; sequence++)"))
        using (writer.Block("if (step < lengths[sequence])"))
        {
            writer.Declare("nint", "at", $"(starts[sequence] + step) * {Panels.Width}");
            writer.Declare("nint", "of", $"(sequence - first) * {Panels.Width}");
            body();
        }
    }
}
