using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Emission;

/// <summary>
/// Prints a method that calls one block after another with literal offsets. Past the budget of one method, it calls parts of the chain
/// instead: a model of a thousand layers has methods that the JIT optimizes, like any other.
/// </summary>
/// <param name="writer">Where the method goes.</param>
/// <param name="name">Its name.</param>
internal sealed class CallChain(SourceWriter writer, string name)
{
    /// <summary>Prints the method and its parts.</summary>
    public void Print(string summary, ImmutableArray<BlockCall> calls)
    {
        if (calls.Length <= MethodBudget.ChainCalls)
        {
            this.PrintMethod(name, summary, calls.SelectMany(TextsOf));
            return;
        }

        int parts = (calls.Length + MethodBudget.ChainCalls - 1) / MethodBudget.ChainCalls;
        this.PrintMethod(name, summary, Enumerable.Range(1, parts).Select(part => $"{name}Part{part}<TKernels>(in pass);"));

        for (int part = 0; part < parts; part++)
        {
            int first = part * MethodBudget.ChainCalls;
            int end = Math.Min(first + MethodBudget.ChainCalls, calls.Length);
            writer.WriteLine();
            this.PrintMethod(
                $"{name}Part{part + 1}",
                $"Calls {first + 1} to {end} of {calls.Length}.",
                calls.Skip(first).Take(end - first).SelectMany(TextsOf));
        }
    }

    private static IEnumerable<string> TextsOf(BlockCall call)
    {
        yield return $"{call.Block.Name}<TKernels>({string.Join(", ", call.Operands.Select(ExpressionText.Of).Prepend("in pass"))});";

        if (call.FinalGradients is long start)
        {
            yield return $"pass.FinishGradients({Literal.Size(start)});";
        }
    }

    private void PrintMethod(string method, string summary, IEnumerable<string> calls)
    {
        writer.WriteSummary(summary);
        writer.WriteLine("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.WriteLine($"private static void {method}<TKernels>(in PassContext pass)");

        using (writer.WriteBlock("    where TKernels : struct, IKernels"))
        {
            foreach (string call in calls)
            {
                writer.WriteCall(call);
            }
        }
    }
}
