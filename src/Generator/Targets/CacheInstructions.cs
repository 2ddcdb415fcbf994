namespace Weft.Generator.Targets;

/// <summary>The methods that move cache lines by hand.</summary>
/// <param name="Condition">The question whether the processor has the first two.</param>
/// <param name="Fetch">Asks for a line in the second level cache.</param>
/// <param name="Touch">Brings a line to the first level cache, or keeps it there for longer.</param>
/// <param name="Fence">Orders what was stored past the caches before what is stored next.</param>
internal sealed record CacheInstructions(string Condition, string Fetch, string Touch, string Fence);
