using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Stress.Mutating;

/// <summary>
/// What specifications have reached so far: each diagnostic with each key it can be about, each kind of kernel, of node and of step, alone and
/// beside the one before it in a pass. What reaches something new is kept, and changed further.
/// </summary>
internal sealed class Reached
{
    private readonly HashSet<string> _all = [];

    /// <summary>How much.</summary>
    public int Count => _all.Count;

    /// <summary>Adds what a refused text has reached.</summary>
    /// <returns>Whether any of it is new.</returns>
    public bool Add(IEnumerable<SpecificationProblem> problems) =>
        this.AddAll(problems.Select(static problem => $"{problem.Id} {problem.Arguments.Items.FirstOrDefault(static word => word.All(static letter => letter is (>= 'a' and <= 'z') or '_' or '.'))}"));

    /// <summary>Adds what a program has reached.</summary>
    /// <returns>Whether any of it is new.</returns>
    public bool Add(ModelProgram program)
    {
        List<string> reached = [];

        foreach (PassProgram pass in program.Passes)
        {
            string before = pass.Name;

            foreach (KernelCall call in pass.KernelCalls)
            {
                string kernel = new([.. call.Kernel.Name.Where(static letter => !char.IsDigit(letter))]);
                reached.Add(kernel);
                reached.Add($"{before} {call.Kernel.GetType().Name}");
                before = call.Kernel.GetType().Name;
            }

            reached.AddRange(pass.Works.Select(work => $"{pass.Name} {work.Split.Item} {work.Split.Definitions.Length} {work.Statements.Length}"));
        }

        return this.AddAll(reached);
    }

    private bool AddAll(IEnumerable<string> reached)
    {
        int before = _all.Count;
        _all.UnionWith(reached);

        return _all.Count > before;
    }
}
