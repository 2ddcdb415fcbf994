using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Weft.Import.Tensors;

namespace Weft.Import.Adapters;

/// <summary>
/// An adapter of low rank in a folder of peft's: matrices A [r, in] and B [out, r], of which scale x B A is added to a matrix of the base
/// model when it is read.
/// </summary>
internal sealed class Adapter : IDisposable
{
    private const string Prefix = AdapterFolder.Prefix;
    private const string FirstEnd = AdapterParameters.FirstEnd;
    private const string SecondEnd = AdapterParameters.SecondEnd;
    private readonly AdapterSettings _settings;
    private readonly SafetensorsFile _file;
    private readonly Dictionary<string, string> _moduleOf = new(StringComparer.Ordinal);

    private Adapter(AdapterSettings settings, SafetensorsFile file)
    {
        _settings = settings;
        _file = file;
    }

    /// <summary>Opens an adapter and checks that it fits the tensors of a base model.</summary>
    /// <param name="folder">The adapter's folder.</param>
    /// <param name="weights">The base model's tensors.</param>
    /// <param name="prefixes">What may stand before their names, and before the adapter's.</param>
    /// <exception cref="ImportException">It does not fit, or is of another kind.</exception>
    /// <exception cref="ModelFileException">Its file is damaged.</exception>
    public static Adapter Open(string folder, WeightFiles weights, ImmutableArray<string> prefixes)
    {
        AdapterSettings settings = AdapterSettings.Read(folder);
        string path = System.IO.Path.Combine(folder, AdapterFolder.WeightsName);
        Adapter adapter = new(
            settings, File.Exists(path) ? SafetensorsFile.Open(path) : throw new ImportException(path, "there is no such file."));

        try
        {
            foreach (SafetensorsTensor tensor in adapter._file.Tensors)
            {
                adapter.Place(tensor, weights, prefixes);
            }

            settings.CheckTargets([.. adapter._moduleOf.Values.Select(static module => module[Prefix.Length..])]);

            return adapter;
        }
        catch
        {
            adapter.Dispose();

            throw;
        }
    }

    /// <summary>Checks that every tensor that it changes is one that the model reads.</summary>
    /// <exception cref="ImportException">One is passed over, such as a copy of a tied embedding.</exception>
    public void CheckUsed(IEnumerable<string?> names)
    {
        if (_moduleOf.Keys.Except(names).FirstOrDefault() is string name)
        {
            throw this.Problem(
                _file.Find(_moduleOf[name] + FirstEnd)!,
                $"the base model's tensor '{name}', which it would change, is one that the model does without.");
        }
    }

    /// <summary>The file of its matrices.</summary>
    public string Path => _file.Path;

    /// <summary>Rows of A.</summary>
    public int Rank => _settings.Rank;

    /// <summary>What B A is multiplied by.</summary>
    public double Scale => _settings.Scale;

    /// <summary>The tensors of the base model that it changes.</summary>
    public IEnumerable<string> Changed => _moduleOf.Keys;

    /// <summary>A [rank, in] and B [out, rank] of a tensor of the base model.</summary>
    public (float[] First, float[] Second) Read(string name) =>
        (_file.ReadSingles(_moduleOf[name] + FirstEnd), _file.ReadSingles(_moduleOf[name] + SecondEnd));

    /// <summary>Adds to a tensor of the base model what the adapter has for it.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="values">Its elements.</param>
    public void AddTo(string name, float[] values)
    {
        if (!_moduleOf.ContainsKey(name))
        {
            return;
        }

        (float[] first, float[] second) = this.Read(name);
        LowRank.Add(values, first, second, _settings.Rank, _settings.Scale, _settings.IsTransposed);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Place(SafetensorsTensor tensor, WeightFiles weights, ImmutableArray<string> prefixes)
    {
        string? end = new[] { FirstEnd, SecondEnd }.FirstOrDefault(end => tensor.Name.EndsWith(end, StringComparison.Ordinal));

        if (end is null || !tensor.Name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            throw this.Problem(tensor, $"it is neither {Prefix}*{FirstEnd} nor {Prefix}*{SecondEnd}, which an adapter of low rank has.");
        }

        string module = tensor.Name[..^end.Length];
        string otherEnd = end == FirstEnd ? SecondEnd : FirstEnd;

        if (_file.Find(module + otherEnd) is null)
        {
            throw this.Problem(tensor, $"'{module}{otherEnd}' is missing beside it.");
        }

        string name = $"{module[Prefix.Length..]}.weight";
        SafetensorsTensor found = Names(name, prefixes).Select(weights.Find).FirstOrDefault(static found => found is not null)
            ?? throw this.Problem(tensor, $"the base model has no tensor '{name}' that it would change.");
        this.CheckShape(tensor, end == FirstEnd, found);
        _moduleOf[found.Name] = module;
    }

    private void CheckShape(SafetensorsTensor tensor, bool isFirst, SafetensorsTensor changed)
    {
        if (changed.Shape.Length != 2)
        {
            throw this.Problem(tensor, $"'{changed.Name}', which it would change, is no matrix: its shape is {changed.ShapeText}.");
        }

        (long outputs, long inputs) = _settings.IsTransposed ? (changed.Shape[1], changed.Shape[0]) : (changed.Shape[0], changed.Shape[1]);
        long[] expected = isFirst ? [_settings.Rank, inputs] : [outputs, _settings.Rank];

        if (!tensor.Shape.AsSpan().SequenceEqual(expected))
        {
            throw this.Problem(
                tensor,
                $"its shape is {tensor.ShapeText}; with 'r: {_settings.Rank}' and '{changed.Name}' of {changed.ShapeText} it should be " +
                $"[{string.Join(", ", expected)}].");
        }

        if (tensor.Type is not (SafetensorsType.F32 or SafetensorsType.F16 or SafetensorsType.BF16))
        {
            throw this.Problem(tensor, $"its type is {tensor.Type}; F32, F16 and BF16 are read.");
        }
    }

    private ImportException Problem(SafetensorsTensor tensor, string problem) => new(_file.Path, $"tensor '{tensor.Name}': {problem}");

    // The base model may have been saved alone, and the adapter made of it so.
    private static IEnumerable<string> Names(string name, ImmutableArray<string> prefixes) =>
    [
        name,
        .. prefixes.Where(prefix => name.StartsWith(prefix, StringComparison.Ordinal)).Select(prefix => name[prefix.Length..]),
        .. prefixes.Select(prefix => prefix + name),
    ];
}
