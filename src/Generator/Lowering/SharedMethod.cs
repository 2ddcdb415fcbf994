using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Targets;

namespace Weft.Generator.Lowering;

/// <summary>
/// A method of an instruction set's struct, which all models of a compilation share. Equal records are one method, whichever models
/// call it.
/// </summary>
/// <param name="Set">The instruction set.</param>
internal abstract record SharedMethod(InstructionSet Set)
{
    /// <summary>The method's name, or the start of its methods' names: no other record of the set has it.</summary>
    public abstract string Name { get; }

    /// <summary>What has code for the set, as messages show it.</summary>
    protected abstract object Code { get; }

    /// <summary>The methods of the same set that it calls.</summary>
    protected abstract IEnumerable<SharedMethod> Callees { get; }

    /// <summary>Some methods and all that they call, each once, in the order of the calls.</summary>
    /// <exception cref="LoweringException">Two that differ would be one method.</exception>
    public static IReadOnlyList<SharedMethod> Close(IEnumerable<SharedMethod> methods)
    {
        Dictionary<string, SharedMethod> present = new(StringComparer.Ordinal);
        List<SharedMethod> all = new();

        foreach (SharedMethod method in methods)
        {
            Collect(method);
        }

        return all;

        void Collect(SharedMethod method)
        {
            if (present.TryGetValue(method.Name, out SharedMethod? other))
            {
                method.MustBe(other);
                return;
            }

            present.Add(method.Name, method);
            all.Add(method);

            foreach (SharedMethod callee in method.Callees)
            {
                Collect(callee);
            }
        }
    }

    /// <summary>Whether it calls a method, or what it calls does.</summary>
    public bool Reaches(SharedMethod method) => this.Equals(method) || this.Callees.Any(callee => callee.Reaches(method));

    private void MustBe(SharedMethod other)
    {
        if (!this.Equals(other))
        {
            throw new LoweringException($"Two methods of {this.Set.Name} share the name {this.Name}: {other.Code} and {this.Code}.");
        }
    }
}
