using System;
using System.Diagnostics;
using System.Threading;

namespace Weft.Distributed;

/// <summary>
/// Messages between the ranks, on the communication thread. A rank that leaves says so to all others, and who waits for it in vain throws:
/// nobody waits for ever.
/// </summary>
internal sealed unsafe class Messenger
{
    private const int DataTag = 1;
    private const int FarewellTag = 2;

    // Calls of MPI count in int, and messages of this size are as fast as longer ones.
    private const long ChunkBytes = 1 << 26;

    // What a rank has sent before it left comes within that time.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly MpiLibrary _library;
    private readonly nint[] _farewells;
    private readonly byte* _farewell;
    private int _next;
    private int _left = -1;
    private long _leftTime;

    public Messenger(MpiLibrary library)
    {
        _library = library;
        _farewells = GC.AllocateArray<nint>(library.Count, pinned: true);
        _farewell = (byte*)System.Runtime.InteropServices.NativeMemory.AllocZeroed((nuint)library.Count + 1);

        for (int rank = 0; rank < library.Count; rank++)
        {
            if (rank != library.Rank)
            {
                library.Receive(_farewell + rank, 1, rank, FarewellTag, this.Farewell(rank));
            }
        }
    }

    /// <summary>Begins to send at most <see cref="int.MaxValue"/> bytes.</summary>
    public void Send(void* bytes, long count, int rank, nint* request) => _library.Send(bytes, checked((int)count), rank, DataTag, request);

    /// <summary>Begins to receive at most <see cref="int.MaxValue"/> bytes.</summary>
    public void Receive(void* bytes, long count, int rank, nint* request) =>
        _library.Receive(bytes, checked((int)count), rank, DataTag, request);

    /// <summary>Sends any number of bytes, and waits until they are gone.</summary>
    public void SendAll(void* bytes, long count, int rank)
    {
        for (long start = 0; start < count; start += ChunkBytes)
        {
            nint request;
            this.Send((byte*)bytes + start, Math.Min(ChunkBytes, count - start), rank, &request);
            this.Wait(&request);
        }
    }

    /// <summary>Receives any number of bytes, and waits until they are there.</summary>
    public void ReceiveAll(void* bytes, long count, int rank)
    {
        for (long start = 0; start < count; start += ChunkBytes)
        {
            nint request;
            this.Receive((byte*)bytes + start, Math.Min(ChunkBytes, count - start), rank, &request);
            this.Wait(&request);
        }
    }

    /// <summary>Gives every rank what one of them has.</summary>
    public void Broadcast(void* bytes, long count, int root)
    {
        for (long start = 0; start < count; start += ChunkBytes)
        {
            nint request;
            _library.Broadcast((byte*)bytes + start, (int)Math.Min(ChunkBytes, count - start), root, &request);
            this.Wait(&request);
        }
    }

    /// <summary>Gives every rank what all of them have, in their order.</summary>
    public void Gather(void* own, void* all, int count)
    {
        nint request;
        _library.Gather(own, all, count, &request);
        this.Wait(&request);
    }

    /// <summary>Whether what a request began has ended.</summary>
    public bool Test(nint* request) => _library.Test(request);

    /// <summary>Waits for one request.</summary>
    /// <exception cref="RankFailureException">A rank has left, and will never answer it.</exception>
    public void Wait(nint* request)
    {
        while (!_library.Test(request))
        {
            this.Pause();
        }
    }

    /// <summary>Gives the processor away for a moment, between looks at what is waited for.</summary>
    /// <exception cref="RankFailureException">A rank has left.</exception>
    public void Pause()
    {
        this.LookForFarewell();

        if (_left >= 0 && Stopwatch.GetElapsedTime(_leftTime) > Grace)
        {
            throw new RankFailureException(_left, "it has left the training before the others.");
        }

        _ = Thread.Yield();
    }

    /// <summary>Tells all others that this rank leaves, waits until they leave as well.</summary>
    public void Leave()
    {
        nint* sent = stackalloc nint[_farewells.Length];

        for (int rank = 0; rank < _farewells.Length; rank++)
        {
            if (rank != _library.Rank)
            {
                _library.Send(_farewell + _farewells.Length, 1, rank, FarewellTag, &sent[rank]);
            }
        }

        for (int rank = 0; rank < _farewells.Length; rank++)
        {
            while (rank != _library.Rank && !(_library.Test(this.Farewell(rank)) && _library.Test(&sent[rank])))
            {
                // The others may have work of their own left, for which they need the processors.
                Thread.Sleep(1);
            }
        }
    }

    // One rank at a time: the look is as short for a thousand of them.
    private void LookForFarewell()
    {
        _next = _next + 1 == _farewells.Length ? 0 : _next + 1;

        if (_left < 0 && _next != _library.Rank && _library.Test(this.Farewell(_next)))
        {
            _left = _next;
            _leftTime = Stopwatch.GetTimestamp();
        }
    }

    private nint* Farewell(int rank) => (nint*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _farewells[rank]);
}
