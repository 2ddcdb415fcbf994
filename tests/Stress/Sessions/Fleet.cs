using System;
using System.Threading;
using Weft.Serving;

namespace Weft.Stress.Sessions;

/// <summary>What all attackers share: some of everything, each of which anyone may use, replace or dispose at any time.</summary>
/// <param name="sessions">Sessions of decoders, and as many of encoder-decoders.</param>
internal sealed class Fleet(int sessions) : IDisposable
{
    private const int Each = 3;

    /// <summary>Models of sessions and engines, which all have the same parameters.</summary>
    public Pool<Chatty> Models { get; } = new(Each);

    /// <summary>Models of translators, which all have the same parameters.</summary>
    public Pool<Paired> Pairs { get; } = new(Each);

    /// <summary>Models that are trained.</summary>
    public Pool<Worn> Trained { get; } = new(Each);

    /// <summary>Threads.</summary>
    public Pool<Workers> Workers { get; } = new(Each);

    /// <summary>Sessions of decoders.</summary>
    public Pool<DecoderSession> Sessions { get; } = new(sessions);

    /// <summary>Sessions of encoder-decoders.</summary>
    public Pool<EncoderDecoderSession> Translators { get; } = new(sessions);

    /// <summary>Trainers.</summary>
    public Pool<Trainer<Worn>> Trainers { get; } = new(Each);

    /// <summary>Engines.</summary>
    public Pool<Engine> Engines { get; } = new(Each);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Whatever the order: nothing needs what it was made of.
        this.Models.Dispose();
        this.Workers.Dispose();
        this.Pairs.Dispose();
        this.Trained.Dispose();
        this.Engines.Dispose();
        this.Sessions.Dispose();
        this.Translators.Dispose();
        this.Trainers.Dispose();
    }

    /// <summary>Places for things of a kind.</summary>
    /// <param name="count">How many.</param>
    internal sealed class Pool<T>(int count) : IDisposable
        where T : class, IDisposable
    {
        private readonly T?[] _items = new T?[count];

        /// <summary>One of them; null where there is none, and perhaps one that is disposed already.</summary>
        public T? Pick(Random random) => Volatile.Read(ref _items[random.Next(count)]);

        /// <summary>Puts one in the place of another.</summary>
        /// <returns>The other; null for none.</returns>
        public T? Replace(T item, Random random) => Interlocked.Exchange(ref _items[random.Next(count)], item);

        /// <inheritdoc/>
        public void Dispose()
        {
            foreach (ref T? item in _items.AsSpan())
            {
                Interlocked.Exchange(ref item, null)?.Dispose();
            }
        }
    }
}
