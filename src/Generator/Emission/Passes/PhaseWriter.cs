using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Planning;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Generator.Emission.Passes;

/// <summary>Writes phases over whole sequences: a claim of work items, the calls of the phase's nodes, a barrier.</summary>
/// <param name="specification">The model.</param>
/// <param name="rows">The calls of a node for a block of rows.</param>
/// <param name="heads">The calls of a node for a head of a sequence.</param>
internal sealed class PhaseWriter(
    ModelSpecification specification, Func<PassScope, Node, IEnumerable<string>> rows, Func<PassScope, Node, IEnumerable<string>> heads)
{
    /// <summary>Writes a phase by rows or heads.</summary>
    public void Write(SourceWriter writer, PassScope scope, Phase phase)
    {
        WriteComment(writer, phase);

        if (phase.Domain == Domain.Rows)
        {
            this.WriteRows(writer, scope, phase);
        }
        else
        {
            this.WriteHeads(writer, scope, phase);
        }

        WriteBarrier(writer);
    }

    /// <summary>What the phase does, in words.</summary>
    public static void WriteComment(SourceWriter writer, Phase phase) =>
        writer.WriteComment(NodeLabels.Sentence(string.Join("; ", phase.Nodes.Select(NodeLabels.Describe).Distinct())));

    /// <summary>The end of a phase.</summary>
    public static void WriteBarrier(SourceWriter writer)
    {
        writer.WriteLine();
        writer.WriteLine("pass.Team.Barrier();");
    }

    private void WriteRows(SourceWriter writer, PassScope scope, Phase phase)
    {
        using (WriteBlocksOfRows(writer, phase.Side))
        {
            WriteCalls(writer, phase.Nodes.SelectMany(node => rows(scope, node)));
        }
    }

    /// <summary>Starts a claim of blocks of rows: <c>row</c> and <c>rows</c> name the one that was claimed.</summary>
    public static SourceWriter.Block WriteBlocksOfRows(SourceWriter writer, Side side)
    {
        SourceWriter.Block block = writer.WriteBlock($"while (pass.Team.Claim(pass.{side}.Blocks, out int block))");
        writer.WriteLine($"nint row = (nint)block * pass.{side}.BlockRows;");
        writer.WriteLine($"nint rows = Math.Min(pass.{side}.BlockRows, pass.{side}.Rows - row);");

        return block;
    }

    private void WriteHeads(SourceWriter writer, PassScope scope, Phase phase)
    {
        bool sharesKeys = phase.Nodes[0] is AttentionGradient { Forward.Shape.GroupSize: > 1 };
        int count = sharesKeys ? specification.KeyValueHeads : specification.Heads;

        using (writer.WriteBlock(count == 1 ? $"while (pass.Team.Claim(pass.{phase.Side}.SequenceCount, out int sequence))" : $"while (pass.Team.Claim(pass.{phase.Side}.SequenceCount * {count}, out int item))"))
        {
            if (count > 1)
            {
                writer.WriteLine($"nint sequence = item / {count};");
                writer.WriteLine($"nint {(sharesKeys ? "keyHead" : "head")} = item % {count};");
            }

            WriteCalls(writer, phase.Nodes.SelectMany(node => heads(scope, node)));
        }
    }

    /// <summary>Writes calls, one after another.</summary>
    public static void WriteCalls(SourceWriter writer, IEnumerable<string> calls)
    {
        foreach (string call in calls)
        {
            writer.WriteCall(call);
        }
    }
}
