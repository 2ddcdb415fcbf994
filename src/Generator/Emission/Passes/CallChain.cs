using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Planning;
using Weft.Generator.Text;

namespace Weft.Generator.Emission.Passes;

/// <summary>
/// Writes a method that calls one block after another with literal offsets. Past the budget of one method, it calls parts of the chain
/// instead: a model of a thousand layers has methods that the JIT optimizes, like any other.
/// </summary>
/// <param name="name">The method.</param>
/// <param name="parameters">Its parameter list.</param>
/// <param name="arguments">The same as arguments, for the parts.</param>
internal sealed class CallChain(string name, string parameters, string arguments)
{
    /// <summary>Writes the method and its parts.</summary>
    public void Write(SourceWriter writer, string summary, IReadOnlyList<string> calls)
    {
        if (calls.Count <= MethodBudget.ChainCalls)
        {
            this.WriteMethod(writer, name, summary, calls);
            return;
        }

        int parts = (calls.Count + MethodBudget.ChainCalls - 1) / MethodBudget.ChainCalls;
        this.WriteMethod(writer, name, summary, Enumerable.Range(1, parts).Select(part => $"{name}Part{part}<TKernels>({arguments});"));

        for (int part = 0; part < parts; part++)
        {
            int first = part * MethodBudget.ChainCalls;
            int end = Math.Min(first + MethodBudget.ChainCalls, calls.Count);
            writer.WriteLine();
            this.WriteMethod(writer, $"{name}Part{part + 1}", $"Calls {first + 1} to {end} of {calls.Count}.", calls.Skip(first).Take(end - first));
        }
    }

    private void WriteMethod(SourceWriter writer, string method, string summary, IEnumerable<string> calls)
    {
        writer.WriteSummary(summary);
        writer.WriteLine("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.WriteLine($"private static void {method}<TKernels>({parameters})");

        using (writer.WriteBlock("    where TKernels : struct, IKernels"))
        {
            foreach (string call in calls)
            {
                writer.WriteCall(call);
            }
        }
    }
}
