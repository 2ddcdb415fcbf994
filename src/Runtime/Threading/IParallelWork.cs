namespace Weft;

/// <summary>Work that every thread of a <see cref="Workers"/> enters at once and divides by <see cref="Team"/>.</summary>
public interface IParallelWork
{
    /// <summary>Runs one thread's share. Every thread passes the same barriers in the same order.</summary>
    /// <param name="team">Hands out items and holds the barrier.</param>
    /// <param name="worker">0 .. <see cref="Team.Count"/> - 1; 0 is the calling thread.</param>
    void Execute(Team team, int worker);
}
