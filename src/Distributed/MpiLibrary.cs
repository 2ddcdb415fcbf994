using System;
using System.Runtime.InteropServices;
using System.Text;

namespace Weft.Distributed;

/// <summary>
/// The functions of MPI that are needed, of whichever library is there. MPICH and Open MPI have no binary interface in common: handles are
/// integers in one and addresses in the other. Both go through a register of the width of an address, and so do they here.
/// </summary>
internal sealed unsafe class MpiLibrary
{
    private const string OpenMpiWorld = "ompi_mpi_comm_world";
    private const int VersionBytes = 8192;

    // From mpi.h of MPICH, whose interface others share (Intel MPI, MVAPICH).
    private const nint MpichWorld = 0x44000000;
    private const nint MpichByte = 0x4c00010d;

    private readonly nint _library;
    private readonly nint _world;
    private readonly nint _byte;
    private readonly delegate* unmanaged<int*, byte***, int, int*, int> _initialize;
    private readonly delegate* unmanaged<int> _finalize;
    private readonly delegate* unmanaged<nint, int*, int> _rank;
    private readonly delegate* unmanaged<nint, int*, int> _size;
    private readonly delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> _send;
    private readonly delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> _receive;
    private readonly delegate* unmanaged<void*, int, nint, int, nint, nint*, int> _broadcast;
    private readonly delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int> _gather;
    private readonly delegate* unmanaged<nint*, int*, nint, int> _test;

    /// <exception cref="MpiException">The library has not the functions of MPI 3.</exception>
    public MpiLibrary(nint library)
    {
        _library = library;
        this.IsOpenMpi = NativeLibrary.TryGetExport(library, OpenMpiWorld, out nint world);
        _world = this.IsOpenMpi ? world : MpichWorld;
        _byte = this.IsOpenMpi ? this.Function("ompi_mpi_byte") : MpichByte;
        _initialize = (delegate* unmanaged<int*, byte***, int, int*, int>)this.Function("MPI_Init_thread");
        _finalize = (delegate* unmanaged<int>)this.Function("MPI_Finalize");
        _rank = (delegate* unmanaged<nint, int*, int>)this.Function("MPI_Comm_rank");
        _size = (delegate* unmanaged<nint, int*, int>)this.Function("MPI_Comm_size");
        _send = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)this.Function("MPI_Isend");
        _receive = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)this.Function("MPI_Irecv");
        _broadcast = (delegate* unmanaged<void*, int, nint, int, nint, nint*, int>)this.Function("MPI_Ibcast");
        _gather = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int>)this.Function("MPI_Iallgather");
        _test = (delegate* unmanaged<nint*, int*, nint, int>)this.Function("MPI_Test");
    }

    /// <summary>Whether it is Open MPI, and not MPICH or one of its kind.</summary>
    public bool IsOpenMpi { get; }

    /// <summary>This process's rank.</summary>
    public int Rank { get; private set; }

    /// <summary>Processes of the job.</summary>
    public int Count { get; private set; }

    /// <summary>What the library says that it is; its first line.</summary>
    public string Version { get; private set; } = string.Empty;

    /// <summary>Starts MPI. The thread that calls this makes every other call.</summary>
    public void Initialize()
    {
        const int Funneled = 1;
        int value;
        _ = _initialize(null, null, Funneled, &value);
        _ = _rank(_world, &value);
        this.Rank = value;
        _ = _size(_world, &value);
        this.Count = value;
        byte* text = stackalloc byte[VersionBytes];
        _ = ((delegate* unmanaged<byte*, int*, int>)this.Function("MPI_Get_library_version"))(text, &value);
        this.Version = Encoding.UTF8.GetString(text, value).Split('\n', '\0')[0].Replace('\t', ' ').Trim();
    }

    /// <summary>Ends MPI.</summary>
    public void Terminate() => _ = _finalize();

    /// <summary>Begins to send.</summary>
    public void Send(void* bytes, int count, int rank, int tag, nint* request) =>
        _ = _send(bytes, count, _byte, rank, tag, _world, request);

    /// <summary>Begins to receive.</summary>
    public void Receive(void* bytes, int count, int rank, int tag, nint* request) =>
        _ = _receive(bytes, count, _byte, rank, tag, _world, request);

    /// <summary>Begins to give every rank what one of them has.</summary>
    public void Broadcast(void* bytes, int count, int root, nint* request) => _ = _broadcast(bytes, count, _byte, root, _world, request);

    /// <summary>Begins to give every rank what all of them have, in their order.</summary>
    public void Gather(void* own, void* all, int count, nint* request) =>
        _ = _gather(own, count, _byte, all, count, _byte, _world, request);

    /// <summary>Whether what a request began has ended. Nothing goes on but inside such calls.</summary>
    public bool Test(nint* request)
    {
        // MPI_STATUS_IGNORE.
        nint ignore = this.IsOpenMpi ? 0 : 1;
        int isDone;
        _ = _test(request, &isDone, ignore);

        return isDone != 0;
    }

    private nint Function(string name) => NativeLibrary.TryGetExport(_library, name, out nint function)
        ? function
        : throw new MpiException($"The library of MPI that was found has no {name}; MPICH 3 or Open MPI 4 and later have it.");
}
