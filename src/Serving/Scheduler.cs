using System;
using System.Collections.Generic;
using System.Threading;
using Weft.Tokenizers;

namespace Weft.Serving;

/// <summary>
/// Texts over the slots of a session, step by step: those that are over leave, those that wait join, a part of the new prompts is read, and
/// every text gets a token. Any thread may add requests; one makes the steps.
/// </summary>
internal sealed class Scheduler
{
    private readonly DecoderSession _session;
    private readonly Tokenizer _tokenizer;
    private readonly EngineSettings _settings;
    private readonly EngineMetrics _metrics;
    private readonly HashSet<int> _ends;
    private readonly Lazy<string[]> _texts;
    private readonly Lock _lock = new();
    private readonly FairQueue _queue;
    private readonly PlaceTable _places;
    private readonly List<TextJob> _running = [];
    private readonly List<TextJob> _gathered = [];
    private readonly List<DraftedText> _drafts = [];
    private readonly int[] _slots;
    private readonly int[] _tokens;
    private readonly Action<int> _choose;
    private bool _isClosed;

    /// <param name="session">The session, not disposed with this.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="settings">Valid ones.</param>
    /// <param name="metrics">Where to count, not disposed with this.</param>
    public Scheduler(DecoderSession session, Tokenizer tokenizer, EngineSettings settings, EngineMetrics metrics)
    {
        _session = session;
        _tokenizer = tokenizer;
        _settings = settings;
        _metrics = metrics;
        _ends = [.. settings.EndTokens];
        _texts = new Lazy<string[]>(() => TokenTexts.Of(tokenizer));
        _queue = new FairQueue(settings.QueueCapacity);
        _places = new PlaceTable(session);
        int rows = Math.Max(session.RowCapacity, settings.PromptTokens);
        _slots = new int[rows];
        _tokens = new int[rows];
        _choose = place => _gathered[place].Choose(_session);
    }

    /// <summary>Lets a request wait for the next step.</summary>
    /// <exception cref="ArgumentException">Something of it is out of its range, or the caches have no room for it.</exception>
    /// <exception cref="QueueFullException">Too many wait.</exception>
    /// <exception cref="ObjectDisposedException">There are no more steps.</exception>
    public TextJob Add(TextRequest request, CancellationToken cancellation)
    {
        TextJob job = new(request, _session.Description, _tokenizer, _texts, _ends, _settings.Clock.GetTimestamp(), cancellation);
        _places.Check(job);

        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(Engine));

            try
            {
                if (_queue.Add(job) is TextJob other)
                {
                    this.Fail(other, new QueueFullException(_settings.QueueCapacity), "rejected");
                }
            }
            catch (QueueFullException)
            {
                _metrics.Ended("rejected");
                throw;
            }

            _metrics.Waiting = _queue.Count;
        }

        return job;
    }

    /// <summary>Makes a step.</summary>
    /// <returns>Whether there was anything to do.</returns>
    public bool Step()
    {
        this.RemoveEnded();
        this.Admit();

        if (_running.Count == 0)
        {
            return false;
        }

        this.ReadPrompts();
        this.Decode();
        _metrics.Cached = _session.CacheCapacity - _session.FreeCache;

        return true;
    }

    /// <summary>Ends every text that has a slot, because a step failed.</summary>
    public void FailRunning(Exception exception)
    {
        foreach (TextJob job in _running)
        {
            if (!job.HasEnded)
            {
                this.Fail(job, exception, "failed");
            }
        }

        this.FreeSlots();
        _places.Forget();
    }

    /// <summary>Ends everything; there are no more steps.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            _queue.RemoveWhere(job =>
            {
                this.Fail(job, new ObjectDisposedException(nameof(Engine)), "failed");

                return true;
            });
        }

        this.FailRunning(new ObjectDisposedException(nameof(Engine)));
    }

    private void RemoveEnded()
    {
        lock (_lock)
        {
            _queue.RemoveWhere(this.IsOver);
            _metrics.Waiting = _queue.Count;
        }

        foreach (TextJob job in _running)
        {
            _ = this.IsOver(job);
        }

        this.FreeSlots();
    }

    private void FreeSlots()
    {
        foreach (TextJob job in _running)
        {
            if (job.HasEnded)
            {
                _places.Free(job);
            }
        }

        _ = _running.RemoveAll(static job => job.HasEnded);
        _metrics.Running = _running.Count;
    }

    // Whether it has ended, or ends now because nobody waits for it or its time is over.
    private bool IsOver(TextJob job)
    {
        if (job.HasEnded)
        {
            return true;
        }

        if (job.IsCancelled)
        {
            job.Cancel();
            _metrics.Ended("cancelled");
        }
        else if (job.Request.Timeout is TimeSpan time && _settings.Clock.GetElapsedTime(job.Start) >= time)
        {
            this.Fail(job, new TimeoutException($"The request was not done within {time.TotalSeconds} s (`Timeout`)."), "timeout");
        }

        return job.HasEnded;
    }

    private void Fail(TextJob job, Exception exception, string reason)
    {
        job.Fail(exception);
        _metrics.Ended(reason);
    }

    private void Admit()
    {
        lock (_lock)
        {
            // Whose turn it is waits for room, and nobody passes by.
            while (_places.HasFree && _queue.Next is TextJob job && _places.HasRoomFor(job, _running))
            {
                _ = _queue.Take();
                _places.Take(job, _running);
                _metrics.ReusedTokens(job.Fed);
            }

            _metrics.Waiting = _queue.Count;
        }

        _metrics.Running = _running.Count;
    }

    // Equal shares of what may be read in a step; what a short prompt leaves goes to the longer ones.
    private void ReadPrompts()
    {
        this.Gather(static job => job.Unread > 0);
        _gathered.Sort(static (one, other) => one.Unread.CompareTo(other.Unread));
        int rows = 0;

        for (int i = 0; i < _gathered.Count && rows < _settings.PromptTokens; i++)
        {
            int left = _gathered.Count - i;
            int share = (_settings.PromptTokens - rows + left - 1) / left;
            ReadOnlySpan<int> part = _gathered[i].Read(Math.Min(share, _gathered[i].Unread));
            part.CopyTo(_tokens.AsSpan(rows));
            _slots.AsSpan(rows, part.Length).Fill(_gathered[i].Slot);
            rows += part.Length;
        }

        if (rows > 0)
        {
            _places.MakeRoom(_slots.AsSpan(0, rows));
            _session.FeedPrompts(_slots.AsSpan(0, rows), _tokens.AsSpan(0, rows));
            _metrics.PromptTokens(rows);
        }
    }

    private void Decode()
    {
        this.Gather(static job => job.Unread == 0);

        if (_gathered.Count == 0)
        {
            return;
        }

        this.Draft();
        int rows = this.CollectRows();
        _places.MakeRoom(_slots.AsSpan(0, rows));
        _session.Feed(_slots.AsSpan(0, rows), _tokens.AsSpan(0, rows));
        _session.ForRows(_gathered.Count, _choose);
        _gathered.ForEach(this.Write);
    }

    // The places that no text needs for its next token are shared by the guesses.
    private void Draft()
    {
        _drafts.Clear();
        int left = _settings.Drafter is null ? 0 : _session.RowCapacity - _gathered.Count;

        for (int i = 0; i < _gathered.Count; i++)
        {
            DraftedText draft = _gathered[i].Prepare(_session, _settings.Drafter, left / (_gathered.Count - i));
            left -= draft.Room;
            _drafts.Add(draft);
        }

        _settings.Drafter?.Draft(_drafts);
    }

    private int CollectRows()
    {
        int rows = 0;

        for (int i = 0; i < _gathered.Count; i++)
        {
            ReadOnlySpan<int> guesses = _drafts[i].Guesses;
            _gathered[i].Row = rows;
            _slots.AsSpan(rows, guesses.Length + 1).Fill(_drafts[i].Slot);
            _tokens[rows++] = _drafts[i].Next;
            guesses.CopyTo(_tokens.AsSpan(rows));
            rows += guesses.Length;
        }

        return rows;
    }

    private void Gather(Predicate<TextJob> isOfThem)
    {
        _gathered.Clear();

        foreach (TextJob job in _running)
        {
            if (isOfThem(job))
            {
                _gathered.Add(job);
            }
        }
    }

    private void Write(TextJob job)
    {
        (int drafted, int right) = job.Settle();
        _metrics.Drafted(drafted, right);

        while (job.HasChoices)
        {
            this.WriteNext(job);
        }
    }

    private void WriteNext(TextJob job)
    {
        int before = job.Tokens;

        try
        {
            job.Write();
        }
        catch (Exception exception)
        {
            // Logits that are no numbers, for example, are this text's alone.
            this.Fail(job, exception, "failed");

            return;
        }

        if (job.Tokens > before)
        {
            long now = _settings.Clock.GetTimestamp();
            _metrics.Token(isFirst: before == 0, _settings.Clock.GetElapsedTime(before == 0 ? job.Start : job.LastToken, now));
            job.LastToken = now;
        }

        if (job.Reason is FinishReason reason)
        {
            _metrics.Ended(reason == FinishReason.Stop ? "stop" : "length");
        }
    }
}
