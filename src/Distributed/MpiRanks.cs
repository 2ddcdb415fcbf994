using System;
using System.Threading;

namespace Weft.Distributed;

/// <summary>
/// The processes that mpirun has started, as the ranks of a training: <see cref="TrainerOptions.Ranks"/>. All of them run the same program
/// and make the same calls. Started without mpirun, a process is a job of one rank.
/// </summary>
public sealed unsafe class MpiRanks : TrainingRanks, IDisposable
{
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(5);
    private static int _started;
    private readonly MpiLibrary _library;
    private readonly Action _gather;
    private readonly double[] _answers;
    private double* _own;
    private double* _all;
    private int _count;
    private bool _disposed;

    private MpiRanks(CommunicationThread thread, MpiLibrary library, Messenger messenger)
    {
        this.Thread = thread;
        this.Messenger = messenger;
        _library = library;
        _gather = () => messenger.Gather(_own, _all, _count * sizeof(double));
        _answers = new double[library.Count];
        this.LocalCount = this.CountNeighbours();
    }

    /// <inheritdoc/>
    public override int Rank => _library.Rank;

    /// <inheritdoc/>
    public override int Count => _library.Count;

    /// <inheritdoc/>
    public override int LocalCount { get; }

    /// <summary>Whether this is the rank that writes files, and that should print what all know.</summary>
    public bool IsFirst => this.Rank == 0;

    /// <summary>What the library of MPI says that it is.</summary>
    public string Library => _library.Version;

    /// <summary>The thread that calls MPI.</summary>
    internal CommunicationThread Thread { get; }

    /// <summary>What that thread sends and receives with.</summary>
    internal Messenger Messenger { get; }

    /// <summary>Loads the MPI whose mpirun has started this process, MPICH or Open MPI, and starts it; once in a process.</summary>
    /// <exception cref="MpiException">MPI is not installed, or belongs to another mpirun.</exception>
    /// <exception cref="InvalidOperationException">It has been started before: MPI cannot be started twice in a process.</exception>
    public static MpiRanks Start()
    {
        MpiLibrary library = MpiLoader.Load();

        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            throw new InvalidOperationException("MPI has been started before in this process, and cannot be started twice.");
        }

        CommunicationThread thread = new();
        Messenger? messenger = null;
        thread.Run(() =>
        {
            library.Initialize();
            messenger = new Messenger(library);
        });
        MpiLoader.CheckJob(library, Environment.GetEnvironmentVariable);

        return new MpiRanks(thread, library, messenger!);
    }

    /// <summary>
    /// Whether any rank says so: every rank calls this, and all get the same answer. What ends a loop of training, a signal for example,
    /// does not reach all of them in the same step.
    /// </summary>
    /// <param name="condition">What this rank says.</param>
    /// <exception cref="RankFailureException">A rank has left.</exception>
    public bool Any(bool condition)
    {
        this.Gather([condition ? 1 : 0], _answers);

        return Array.IndexOf(_answers, 1.0) >= 0;
    }

    /// <summary>
    /// Leaves the training, after the trainers have been disposed, and waits until all ranks do. A rank that leaves before the others, for
    /// it has failed, makes these throw a <see cref="RankFailureException"/> in what they wait for.
    /// </summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            this.Thread.Run(this.Messenger.Leave);
            this.Thread.End(_library.Terminate, EndTime);
        }
    }

    /// <summary>Gathers as many numbers from each rank.</summary>
    internal void Gather(ReadOnlySpan<double> own, Span<double> all)
    {
        fixed (double* ownPointer = own, allPointer = all)
        {
            _own = ownPointer;
            _all = allPointer;
            _count = own.Length;
            this.Thread.Run(_gather);
        }
    }

    /// <inheritdoc/>
    internal override GradientExchange Join(TrainingSession session, GradientParts shared, int parts, string agreement)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        MpiExchange exchange = new(session, shared, this);

        try
        {
            exchange.Start(parts, agreement);

            return exchange;
        }
        catch
        {
            exchange.Dispose();

            throw;
        }
    }

    // Machines by their names; of a hash as many bits as a double holds.
    private int CountNeighbours()
    {
        double own = 0;

        foreach (char letter in Environment.MachineName)
        {
            own = ((own * 31) + letter) % (1L << 40);
        }

        this.Gather([own], _answers);

        return _answers.AsSpan().Count(own);
    }
}
