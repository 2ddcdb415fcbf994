using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Targets;

namespace Weft.Generator.Lowering;

/// <summary>The kernels that the passes of a model call, each once, in the order of their first call.</summary>
internal sealed class KernelSet
{
    private readonly Dictionary<string, Kernel> _kernels = new(StringComparer.Ordinal);
    private readonly List<Kernel> _order = new();

    /// <summary>The kernels that passes call.</summary>
    public IReadOnlyList<Kernel> Entries => _order;

    /// <summary>Adds a kernel and returns its name.</summary>
    public string Add(Kernel kernel)
    {
        if (!_kernels.TryGetValue(kernel.Name, out Kernel? present))
        {
            _kernels.Add(kernel.Name, kernel);
            _order.Add(kernel);
        }
        else if (!present.Equals(kernel))
        {
            throw new InvalidOperationException($"Two kernels of different shape share the name {kernel.Name}.");
        }

        return kernel.Name;
    }

    /// <summary>Every kernel of an instruction set, callees included, in families.</summary>
    public IEnumerable<IGrouping<string, Kernel>> Families(InstructionSet set) => this.All(set)
        .OrderBy(static kernel => kernel.Name, StringComparer.Ordinal)
        .GroupBy(static kernel => kernel.Family).OrderBy(static group => group.Key, StringComparer.Ordinal);

    /// <summary>The vector functions that kernels of an instruction set call, and those that they call, in their file's order.</summary>
    public IReadOnlyList<VectorFunction> Functions(InstructionSet set) =>
        VectorFunctionOrder.Close(this.All(set).SelectMany(static kernel => kernel.Functions).Where(function => function.IsIn(set)));

    private IEnumerable<Kernel> All(InstructionSet set)
    {
        Dictionary<string, Kernel> all = new(StringComparer.Ordinal);

        void Visit(Kernel kernel)
        {
            if (all.TryGetValue(kernel.Name, out Kernel? present))
            {
                if (!present.Equals(kernel))
                {
                    throw new InvalidOperationException($"Two kernels of different shape share the name {kernel.Name}.");
                }

                return;
            }

            all.Add(kernel.Name, kernel);

            foreach (Kernel callee in kernel.Callees(set))
            {
                Visit(callee);
            }
        }

        foreach (Kernel kernel in _order)
        {
            Visit(kernel);
        }

        return all.Values;
    }
}
