using System;
using Weft.Stress.Running;

namespace Weft.Stress.Kills;

/// <summary>Something that happens to a training that saves.</summary>
internal interface IFault
{
    /// <summary>What it is.</summary>
    string Name { get; }

    /// <summary>What there is to say of all cases together; null for nothing.</summary>
    string? Remark => null;

    /// <summary>Lets it happen at random moments.</summary>
    /// <param name="training">The training, and what becomes of it undisturbed.</param>
    /// <param name="folder">An empty folder.</param>
    /// <param name="random">Decides all that is random.</param>
    Outcome Check(Undisturbed training, string folder, Random random);
}
