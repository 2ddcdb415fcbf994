using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Weft;

/// <summary>What every generated model is: its parameters in one arena, loaded and saved under canonical names.</summary>
public abstract unsafe class TransformerModel : IDisposable
{
    private readonly FrozenDictionary<string, ParameterInfo> _byName;
    private readonly Lock _lock = new();
    private NativeArena? _parameters;
    private StoredParameters? _stored;
    private PackedWeights? _packed;
    private bool _disposed;

    /// <summary>A model with every parameter zero, for which memory is reserved when they are first used.</summary>
    protected TransformerModel(ModelDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        this.Description = description;
        _byName = description.Parameters.ToFrozenDictionary(static info => info.Name);
    }

    /// <summary>Names, shapes, capacities and sizes.</summary>
    public ModelDescription Description { get; }

    /// <summary>
    /// The parameters, laid out as <see cref="ModelDescription.Parameters"/> says. Whoever writes here directly calls
    /// <see cref="MarkParametersChanged"/> afterwards and leaves the padding zero.
    /// </summary>
    /// <exception cref="OutOfMemoryException">The system has no memory for them; the message has the bytes.</exception>
    public NativeArena Parameters => Volatile.Read(ref _parameters) ?? this.MakeParameters();

    /// <summary>Counts the changes of the parameters, so that what was derived from them knows when it is stale.</summary>
    public long Version { get; internal set; }

    /// <summary>Copies a parameter out, row-major in the shape of files: [out, in] for a projection.</summary>
    /// <param name="name">The canonical name.</param>
    /// <param name="values">As many floats as the parameter has elements.</param>
    /// <exception cref="ArgumentException">No parameter has that name, or the length differs.</exception>
    public void Read(string name, Span<float> values) => new ParameterView(this.Find(name, values.Length), this.Parameters).CopyTo(values);

    /// <summary>Replaces a parameter, row-major in the shape of files: [out, in] for a projection.</summary>
    /// <param name="name">The canonical name.</param>
    /// <param name="values">As many floats as the parameter has elements.</param>
    /// <exception cref="ArgumentException">No parameter has that name, or the length differs.</exception>
    public void Write(string name, ReadOnlySpan<float> values)
    {
        new ParameterView(this.Find(name, values.Length), this.Parameters).CopyFrom(values);
        this.MarkParametersChanged();
    }

    /// <summary>Says that <see cref="Parameters"/> have been written directly.</summary>
    public void MarkParametersChanged() => this.Version++;

    /// <summary>Writes the parameters to a safetensors file under their canonical names. The file appears whole or not at all.</summary>
    /// <param name="path">The file; an existing one is replaced once the new one is on disk.</param>
    /// <param name="metadata">Texts to store beside the parameters.</param>
    /// <exception cref="System.IO.IOException">The file cannot be written; an existing one is as it was.</exception>
    public void Save(string path, IReadOnlyDictionary<string, string>? metadata = null) => ModelFile.Save(this, path, metadata);

    /// <summary>
    /// Writes the parameters with the adapters merged into the weights, W + alpha / rank x B A, under the names of the base model: a file
    /// of the same specification without `adapters`.
    /// </summary>
    /// <param name="path">The file; an existing one is replaced once the new one is on disk.</param>
    /// <param name="metadata">Texts to store beside the parameters.</param>
    /// <exception cref="System.IO.IOException">The file cannot be written; an existing one is as it was.</exception>
    public void SaveMerged(string path, IReadOnlyDictionary<string, string>? metadata = null) =>
        ModelFile.SaveMerged(this, path, metadata);

    /// <summary>
    /// Writes the parameters with the weights of products as integers, as a session with that `inference.weights` stores them, and the
    /// tables of tokens in 8 bits. A model that such a file is loaded into has the rounded weights, and as long as they are not changed its
    /// sessions of that storage take them as they are.
    /// </summary>
    /// <param name="path">The file; an existing one is replaced once the new one is on disk.</param>
    /// <param name="storage">A storage of integers: <see cref="WeightStorage.Int8"/> or <see cref="WeightStorage.Int4"/>.</param>
    /// <param name="metadata">Texts to store beside the parameters.</param>
    /// <exception cref="ArgumentOutOfRangeException">The storage is none of integers.</exception>
    /// <exception cref="InvalidOperationException">
    /// The model has adapters, which <see cref="SaveMerged"/> merges, or a weight is infinite or NaN.
    /// </exception>
    /// <exception cref="System.IO.IOException">The file cannot be written; an existing one is as it was.</exception>
    public void SaveQuantized(string path, WeightStorage storage, IReadOnlyDictionary<string, string>? metadata = null) =>
        this.SaveQuantized(path, storage, metadata, rounded: null);

    /// <inheritdoc cref="SaveQuantized(string, WeightStorage, IReadOnlyDictionary{string, string})"/>
    /// <param name="path">The file.</param>
    /// <param name="storage">The storage.</param>
    /// <param name="metadata">Texts to store beside the parameters.</param>
    /// <param name="rounded">Parameters that are rounded already, in that storage; null for none.</param>
    internal void SaveQuantized(
        string path, WeightStorage storage, IReadOnlyDictionary<string, string>? metadata, StoredParameters? rounded)
    {
        if (storage is not (WeightStorage.Int8 or WeightStorage.Int4))
        {
            throw new ArgumentOutOfRangeException(nameof(storage), $"{storage} is no storage of integers; Int8 and Int4 are.");
        }

        if (this.Description.AdapterRank > 0)
        {
            throw new InvalidOperationException(
                $"{this.Description.Name} has adapters; {nameof(this.SaveMerged)} writes a model with them in its weights.");
        }

        ModelFile.SaveStored(this, path, storage, metadata, rounded);
    }

    /// <summary>
    /// Begins the adapters anew, as peft does: A uniform within 1 / sqrt(in), B zero, so that the model is its base (`adapters`).
    /// </summary>
    /// <param name="seed">The same seed gives the same adapters.</param>
    public void InitializeAdapter(ulong seed) => ParameterInitializer.Initialize(this, seed, AdapterParameters.Has);

    /// <summary>
    /// Writes the adapter alone as a folder of peft's: <c>adapter_config.json</c> and <c>adapter_model.safetensors</c> (`adapters`).
    /// </summary>
    /// <param name="folder">The folder; it is made if it is missing, and its files are replaced.</param>
    /// <exception cref="InvalidOperationException">The spec has no `adapters` section.</exception>
    /// <exception cref="System.IO.IOException">A file cannot be written; an existing one is as it was.</exception>
    public void SaveAdapter(string folder) => AdapterFolder.Save(this, folder);

    /// <summary>
    /// Reads an adapter that <see cref="SaveAdapter"/> wrote. Sessions that run keep the one with which they were started: each has its
    /// weights for itself, so that several adapters of one base are several sessions of one model.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InvalidOperationException">The spec has no `adapters` section.</exception>
    /// <exception cref="ModelFileException">
    /// A file is damaged, or the adapter has another rank or alpha, or is of another base; nothing has been changed.
    /// </exception>
    /// <exception cref="System.IO.IOException">A file cannot be read; nothing has been changed.</exception>
    public void LoadAdapter(string folder) => AdapterFolder.Load(this, folder);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _parameters?.Dispose();
            _packed?.Dispose();
            _stored = null;
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>The parameters as integers; null where they are not what a file of such has given, or not any more.</summary>
    internal StoredParameters? Stored => _stored is { } stored && stored.Version == this.Version ? stored : null;

    /// <summary>
    /// The weights as sessions have them; null where the parameters are not what a packed file has given, or not any more.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The model has been disposed.</exception>
    internal PackedWeights? Packed
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);

            return _packed is { } packed && packed.Version == this.Version ? packed : null;
        }
    }

    /// <summary>Has what a packed file gives, in the place of parameters that nobody has used yet.</summary>
    internal void TakePacked(PackedWeights packed)
    {
        packed.Version = this.Version;
        _packed = packed;
    }

    /// <summary>Keeps the integers of which the parameters are the values.</summary>
    internal void TakeStored(StoredParameters? stored)
    {
        _stored = stored;

        if (stored is not null)
        {
            stored.Version = this.Version;
        }
    }

    /// <summary>A copy of the parameters, for the caller to dispose.</summary>
    internal NativeArena CopyParameters()
    {
        using ArenaUse use = new(this.Parameters);
        NativeArena copy = new(this.Parameters.Length, $"{this.Description.Name}: a copy of the parameters");
        Buffer.MemoryCopy(
            this.Parameters.Pointer, copy.Pointer, copy.Length * sizeof(float), this.Parameters.Length * sizeof(float));

        return copy;
    }

    private NativeArena MakeParameters()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _parameters ??= _packed?.MakeParameters()
                ?? new NativeArena(this.Description.ParameterFloats, $"{this.Description.Name}: the parameters");

            return _parameters;
        }
    }

    /// <summary>The parameter of that name, of that many elements.</summary>
    internal ParameterInfo Find(string name, int length)
    {
        ArgumentNullException.ThrowIfNull(name);

        if (!_byName.TryGetValue(name, out ParameterInfo? info))
        {
            throw new ArgumentException(
                $"{this.Description.Name} has no parameter '{name}'; its parameters are " +
                $"{string.Join(", ", this.Description.Parameters.Select(static parameter => parameter.Name))}.",
                nameof(name));
        }

        if (info.Count != length)
        {
            throw new ArgumentException(
                $"{this.Description.Name}: '{name}' has {info.Count} elements; {length} were given.", nameof(length));
        }

        return info;
    }
}
