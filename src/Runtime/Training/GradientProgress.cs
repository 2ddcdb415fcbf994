namespace Weft;

/// <summary>Hears during a backward pass, which comes from the end of the arena of gradients to its start, how far it is.</summary>
internal abstract class GradientProgress
{
    /// <summary>Gradients from <paramref name="start"/> on are final. Called by one thread of the pass.</summary>
    public abstract void Report(nuint start);
}
