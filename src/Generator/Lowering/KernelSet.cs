using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Targets;

namespace Weft.Generator.Lowering;

/// <summary>The kernels that the passes of a model call, each once, in the order of their first call.</summary>
internal sealed class KernelSet
{
    private readonly HashSet<Kernel> _present = new();
    private readonly List<Kernel> _order = new();
    private readonly Dictionary<string, Kernel> _named = new(StringComparer.Ordinal);

    /// <summary>The kernels that passes call.</summary>
    public IReadOnlyList<Kernel> Entries => _order;

    /// <summary>Adds a kernel.</summary>
    public void Add(Kernel kernel)
    {
        if (this.AddTo(_present, kernel))
        {
            _order.Add(kernel);
        }
    }

    /// <summary>Every kernel of an instruction set, callees included, in families.</summary>
    public IEnumerable<IGrouping<string, Kernel>> Families(InstructionSet set) => this.All(set)
        .OrderBy(static kernel => kernel.Name, StringComparer.Ordinal)
        .GroupBy(static kernel => kernel.Family).OrderBy(static group => group.Key, StringComparer.Ordinal);

    /// <summary>The vector functions that kernels of an instruction set call, and those that they call, in their file's order.</summary>
    public IReadOnlyList<VectorFunction> Functions(InstructionSet set) =>
        VectorFunctionOrder.Close(this.All(set).SelectMany(static kernel => kernel.Functions).Where(function => function.IsIn(set)));

    private HashSet<Kernel> All(InstructionSet set)
    {
        HashSet<Kernel> all = new();

        void Visit(Kernel kernel)
        {
            if (!this.AddTo(all, kernel))
            {
                return;
            }

            foreach (Kernel callee in KernelBody.InSet($"The kernel {kernel.Name}", set, () => kernel.Callees(set).ToList()))
            {
                Visit(callee);
            }
        }

        foreach (Kernel kernel in _order)
        {
            Visit(kernel);
        }

        return all;
    }

    // Whether the kernel is new to the others. Its name is its own among all that this set has seen.
    private bool AddTo(HashSet<Kernel> kernels, Kernel kernel)
    {
        if (!kernels.Add(kernel))
        {
            return false;
        }

        string name = kernel.Name;

        if (!_named.TryGetValue(name, out Kernel? other))
        {
            _named.Add(name, kernel);
        }
        else if (!other.Equals(kernel))
        {
            throw new InvalidOperationException($"Two kernels share the name {name}: {other} and {kernel}.");
        }

        return true;
    }
}
