using System;

namespace Weft.Benchmarks.Compilation;

/// <summary>Compiled kernels over an arena, as a pass runs them: on all threads, or where it decodes, on as many as prove fastest.</summary>
internal sealed unsafe class KernelRun : IParallelWork, IDisposable
{
    private readonly KernelItem _item;
    private readonly int _items;
    private readonly int _size;
    private readonly int _claim;
    private readonly Workers _workers;
    private readonly Workers _alone = new(1);
    private readonly TunedRuns? _decoding;
    private readonly NativeArena _scratch;
    private readonly int _scratchFloats;
    private NativeArena _arena;

    /// <param name="work">The work.</param>
    /// <param name="item">What an item of it was compiled to.</param>
    /// <param name="workers">Who does it.</param>
    /// <param name="arena">What it works on; not disposed with the run.</param>
    /// <param name="scratchFloats">Scratch of each thread.</param>
    public KernelRun(KernelWork work, KernelItem item, Workers workers, NativeArena arena, int scratchFloats = 0)
    {
        _item = item;
        _size = work.IsByRows ? RowBlocks.Size(work.Items, workers.Count) : 1;
        _items = (work.Items + _size - 1) / _size;
        _claim = work.Claim;
        _workers = workers;
        _decoding = work.Claim > 0 && workers.Count > 1 ? new TunedRuns(workers, _alone, rows: 1, _ => workers.Count) : null;
        _arena = arena;
        _scratchFloats = scratchFloats;
        _scratch = new NativeArena((nuint)scratchFloats * (nuint)workers.Count);
    }

    /// <summary>Does all of the work.</summary>
    public void Run()
    {
        if (_decoding is null)
        {
            _workers.Run(this);
        }
        else
        {
            _decoding.Run(this, rows: 1);
        }
    }

    /// <summary>Works on another arena from now on, not disposed with the run either.</summary>
    public void Move(NativeArena arena) => _arena = arena;

    /// <inheritdoc/>
    public void Execute(Team team, int worker)
    {
        float* arena = _arena.Pointer;
        float* scratch = _scratch.Pointer + ((nint)_scratchFloats * worker);

        if (_claim > 0)
        {
            while (team.Claim(_items, _claim, out int first, out int count))
            {
                _item(arena, scratch, first, count);
            }

            return;
        }

        while (team.Claim(_items, out int item))
        {
            _item(arena, scratch, item, _size);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scratch.Dispose();
        _alone.Dispose();
    }
}
