using System;

namespace Weft.Benchmarks.Measuring;

/// <summary>Something that does the work of a benchmark: Weft, or a peer.</summary>
/// <param name="name">With the version, where there is one.</param>
internal abstract class Contender(string name) : IDisposable
{
    /// <summary>What reports call it.</summary>
    public string Name => name;

    /// <summary>How to get it, where it is absent; null where it is present.</summary>
    public virtual string? Remedy => null;

    /// <summary>Does the work some times over.</summary>
    /// <returns>The seconds that it took in all.</returns>
    public abstract double Measure(int iterations);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}

/// <summary>A peer that this machine lacks: reports name it and say how to get it.</summary>
/// <param name="name">Its name.</param>
/// <param name="remedy">What to do, a command if there is one.</param>
internal sealed class AbsentContender(string name, string remedy) : Contender(name)
{
    /// <inheritdoc/>
    public override string Remedy => remedy;

    /// <inheritdoc/>
    public override double Measure(int iterations) => throw new InvalidOperationException($"{this.Name} is absent: {remedy}.");
}
