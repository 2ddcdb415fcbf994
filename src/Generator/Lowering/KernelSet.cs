using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Targets;

namespace Weft.Generator.Lowering;

/// <summary>The kernels that the passes of a model call, each once, in the order of their first call.</summary>
internal sealed class KernelSet
{
    private readonly HashSet<Kernel> _present = new();
    private readonly List<Kernel> _order = new();

    /// <summary>The kernels that passes call.</summary>
    public IReadOnlyList<Kernel> Entries => _order;

    /// <summary>Adds a kernel.</summary>
    public void Add(Kernel kernel)
    {
        if (_present.Add(kernel))
        {
            _order.Add(kernel);
        }
    }

    /// <summary>The methods of an instruction set: kernels, those that they call, and the functions of vectors that these call.</summary>
    /// <exception cref="LoweringException">Two that differ would be one method, or a kernel does not know what it calls.</exception>
    public IReadOnlyList<SharedMethod> Methods(InstructionSet set) =>
        SharedMethod.Close(_order.Select(kernel => new KernelMethod(kernel, set)));

    /// <summary>The kernels of an instruction set, callees included.</summary>
    public IEnumerable<Kernel> Of(InstructionSet set) => this.Methods(set).OfType<KernelMethod>().Select(static method => method.Kernel);
}
