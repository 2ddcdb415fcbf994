using System.Collections.Generic;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;

namespace Weft.Stress.Running;

/// <summary>What is checked of a model, whatever its specification.</summary>
internal interface IModelCheck
{
    /// <summary>The verb of the command.</summary>
    string Verb { get; }

    /// <summary>Values that every specification has, by the full names of their keys.</summary>
    IReadOnlyDictionary<string, string> Pinned { get; }

    /// <summary>The same for the case of a seed.</summary>
    IReadOnlyDictionary<string, string> PinnedOf(int seed) => this.Pinned;

    /// <summary>Whether there is something to check of a model, and neither 200 MB nor 20 seconds are needed for it.</summary>
    bool Wants(ModelSpecification specification);

    /// <summary>Checks a model.</summary>
    /// <param name="specification">The specification.</param>
    /// <param name="generated">The class compiled from it.</param>
    /// <param name="seed">Decides all that is random.</param>
    Outcome Check(ModelSpecification specification, GeneratedModel generated, int seed);
}
