using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Weft.Tokenizers;

namespace Weft.Serving;

/// <summary>
/// Many callers over one decoder. Their texts share every pass through the model, as many as the spec's `inference.sequences` has; a text
/// joins when it has a place, leaves when it ends, and has the same tokens whatever is written beside it. Any thread may call it.
/// </summary>
public sealed class Engine : IDisposable
{
    /// <summary>The name of the meter that counts requests and tokens.</summary>
    public const string MeterName = "Weft.Serving";

    private readonly DecoderSession _session;
    private readonly Scheduler _scheduler;
    private readonly EngineMetrics _metrics = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private volatile bool _isStopping;

    private Engine(DecoderSession session, Tokenizer tokenizer, EngineSettings settings)
    {
        _session = session;
        _scheduler = new Scheduler(session, tokenizer, settings, _metrics);
        this.Description = session.Description;
        _thread = new Thread(this.Run) { IsBackground = true, Name = $"Weft.Serving {session.Description.Name}" };

        try
        {
            _thread.Start();
        }
        catch
        {
            // There is none, or it runs already, and whoever waited for that was interrupted.
            _isStopping = true;
            this.Wake();
            _session.Dispose();

            throw;
        }
    }

    /// <summary>The model's constants.</summary>
    public ModelDescription Description { get; }

    /// <summary>Texts that are written at once.</summary>
    public int Capacity => _session.SlotCapacity;

    /// <summary>An engine over a model, which must outlive it.</summary>
    /// <typeparam name="TModel">The generated class of a decoder.</typeparam>
    /// <param name="model">The model. Later changes of its parameters do not reach the engine.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="settings">How it works; null for the defaults.</param>
    /// <exception cref="ArgumentException">
    /// The model is no decoder that puts out its vocabulary, the tokenizer has tokens that it does not know, or a setting is out of its
    /// range.
    /// </exception>
    public static Engine Create<TModel>(TModel model, Tokenizer tokenizer, EngineSettings? settings = null)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        settings ??= new EngineSettings();
        Validate(model.Description, tokenizer, settings);

        DecoderSession session = (DecoderSession)model.StartInference(settings.Workers);

        try
        {
            settings.Drafter?.Check(session);
        }
        catch
        {
            session.Dispose();

            throw;
        }

        return new Engine(session, tokenizer, settings);
    }

    /// <summary>
    /// Asks for a text. It is written whether its parts are read or not, and cancelled when the token is, or when who reads them stops
    /// before the last one; then its place is free within a step.
    /// </summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellation">Ends the text, in the queue too.</param>
    /// <returns>
    /// The parts, to be read once. Reading them throws <see cref="OperationCanceledException"/> when cancelled,
    /// <see cref="TimeoutException"/> when the time is over, <see cref="QueueFullException"/> when the request gave way in the queue to a
    /// caller with fewer, <see cref="InvalidOperationException"/> where the model puts out no numbers for this text, and
    /// <see cref="ObjectDisposedException"/> when the engine is disposed before the end.
    /// </returns>
    /// <exception cref="ArgumentException">Something of the request is out of its range; the message is for who wrote it.</exception>
    /// <exception cref="QueueFullException">Too many requests wait.</exception>
    /// <exception cref="ObjectDisposedException">The engine is disposed.</exception>
    public IAsyncEnumerable<TextPart> GenerateAsync(TextRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        TextJob job = _scheduler.Add(request, cancellation);
        this.Wake();

        return ReadAsync(job, CancellationToken.None);
    }

    /// <summary>Ends every text that is being written or waits, within a step, and frees what the engine holds.</summary>
    public void Dispose()
    {
        _isStopping = true;
        this.Wake();

        // A listener of the metrics is called on that thread.
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }
    }

    private static void Validate(ModelDescription shape, Tokenizer tokenizer, EngineSettings settings)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.QueueCapacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.PromptTokens, 1);

        if (shape.TargetVocabulary == 0 || shape.SourceVocabulary > 0 || shape.ImageFloats > 0)
        {
            throw new ArgumentException($"{shape.Name} is no decoder (`architecture: decoder`).");
        }

        if (shape.Output != ModelResult.Vocabulary)
        {
            throw new ArgumentException($"{shape.Name} generates no text: its `output` is {shape.Output}.");
        }

        if (tokenizer.VocabularySize > shape.TargetVocabulary)
        {
            throw new ArgumentException(
                $"The tokenizer has {tokenizer.VocabularySize} tokens, and {shape.Name} knows {shape.TargetVocabulary} (`vocabulary`).");
        }
    }

    internal static async IAsyncEnumerable<TextPart> ReadAsync(TextJob job, [EnumeratorCancellation] CancellationToken cancellation)
    {
        try
        {
            await foreach (TextPart part in job.Parts.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                yield return part;
            }
        }
        finally
        {
            job.Abandon();
        }
    }

    private void Wake()
    {
        try
        {
            _ = _wake.Set();
        }
        catch (ObjectDisposedException)
        {
            // The thread has ended since the request was added, and has ended the request.
        }
    }

    private void Run()
    {
        while (!_isStopping)
        {
            if (!this.TryStep())
            {
                _ = _wake.WaitOne();
            }
        }

        // Here, and not where it is disposed: who waits for this thread may be interrupted.
        _scheduler.Close();
        _session.Dispose();
        _metrics.Dispose();
        _wake.Dispose();
    }

    // A step that fails, whatever the reason, ends the texts it was for: nobody may wait for ever.
    private bool TryStep()
    {
        try
        {
            return _scheduler.Step();
        }
        catch (Exception exception)
        {
            _scheduler.FailRunning(exception);

            return true;
        }
    }
}
