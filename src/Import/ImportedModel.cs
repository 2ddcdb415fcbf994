using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Weft.Import.Adapters;
using Weft.Import.Families;
using Weft.Import.Loading;
using Weft.Import.Specifications;
using Weft.Import.Tensors;
using Weft.Import.Tokenization;

namespace Weft.Import;

/// <summary>A model that was found whole: its specification, and its parameters, which are read when they are asked for.</summary>
public sealed class ImportedModel : IDisposable
{
    private readonly Family _family;
    private readonly ImportedSpecification _specification;
    private readonly TensorMap _map;
    private readonly WeightFiles _weights;
    private readonly string _path;

    internal ImportedModel(Family family, ImportedSpecification specification, string path, TensorMap map, WeightFiles weights)
    {
        _family = family;
        _specification = specification;
        _path = path;
        _map = map;
        _weights = weights;
    }

    /// <summary>The name of the class.</summary>
    public string Name => _specification.Model;

    /// <summary>The family: what <c>model_type</c> says.</summary>
    public string Family => _family.ModelType;

    /// <summary>The tokens that a decoder chooses from, or an encoder reads.</summary>
    public int Vocabulary => _specification.Vocabulary;

    /// <summary>Parameters of the model, each with as many elements as its shape says.</summary>
    public long ParameterCount => _map.Tensors.Sum(static tensor => tensor.Parameter.Count);

    /// <summary>The specification as YAML: the keys that differ from their defaults.</summary>
    public string SpecificationText => SpecificationWriter.Write(
        _specification, $"Made by weft import from {NameOf(_path)}, a model of the family {_family.ModelType}.");

    /// <summary>The keys of the specification with their values.</summary>
    public IReadOnlyList<(string Key, string Value)> Keys =>
    [
        .. from entry in SpecificationWriter.Entries(_specification)
           where entry.Value is not null
           select (entry.Key, entry.Value),
    ];

    /// <summary>Tensors of the folder that the model does without: a head that a specification has no words for.</summary>
    public IReadOnlyList<string> LeftOut => _map.LeftOut;

    /// <summary>
    /// The usual name of the file for the tokenizer that the model's own file has within it, tokenizer.json or tokenizer.model; null where
    /// there is none, or none that is supported.
    /// </summary>
    public string? TokenizerName => this.Tokenizer?.FileName;

    /// <summary>Why the tokenizer in the model's file is left out, as a sentence; null where it is not.</summary>
    public string? TokenizerProblem => this.Tokenizer?.Problem;

    /// <summary>The tokenizer that the model's file has within it; null for a folder, which has it beside the model.</summary>
    internal ImportedTokenizer? Tokenizer { get; init; }

    /// <summary>Writes the tokenizer that the model's file has within it.</summary>
    /// <param name="path">The file, which appears whole or not at all.</param>
    /// <exception cref="InvalidOperationException"><see cref="TokenizerName"/> is null.</exception>
    /// <exception cref="System.IO.IOException">The file cannot be written.</exception>
    public void SaveTokenizer(string path)
    {
        if (this.Tokenizer is not { FileName: not null } tokenizer)
        {
            throw new InvalidOperationException($"The model's file has no tokenizer that can be written. {this.TokenizerProblem}");
        }

        AtomicFile.Write(path, stream => stream.Write(tokenizer.Content.AsSpan()));
    }

    /// <summary>Writes the parameters, as singles and under the names that the compiled model loads.</summary>
    /// <param name="path">The file, which appears whole or not at all.</param>
    /// <exception cref="System.IO.IOException">A file cannot be read or written.</exception>
    public void SaveParameters(string path)
    {
        SafetensorsWriter writer = new();

        foreach (MappedTensor tensor in _map.Tensors)
        {
            long[] shape = [.. tensor.Parameter.Shape.Select(static size => (long)size)];
            writer.Add(tensor.Parameter.Name, shape, values => tensor.Read(_weights, values));
        }

        writer.Save(path);
    }

    /// <summary>
    /// Reads the parameters into a model that was compiled for it: what <see cref="ModelImport.Load"/> does with a new one.
    /// </summary>
    /// <param name="model">The model, which is changed only when it was found to be the one that was imported.</param>
    /// <exception cref="ImportException">It is another one; the message names the key that differs.</exception>
    /// <exception cref="System.IO.IOException">A file cannot be read.</exception>
    public void CopyTo(TransformerModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelLoading.Check(_path, _specification, _map.Tensors.Select(static tensor => tensor.Parameter), model.Description);

        foreach (MappedTensor tensor in _map.Tensors)
        {
            int count = checked((int)tensor.Parameter.Count);
            float[] values = ArrayPool<float>.Shared.Rent(count);

            try
            {
                tensor.Read(_weights, values.AsSpan(0, count));
                model.Write(tensor.Parameter.Name, values.AsSpan(0, count));
            }
            finally
            {
                ArrayPool<float>.Shared.Return(values);
            }
        }

        if (model.Description.AdapterRank > 0)
        {
            // Beside another base they would be nothing that was trained.
            model.InitializeAdapter(seed: 0);
        }
    }

    /// <summary>
    /// Reads an adapter of low rank (LoRA) beside the parameters of a model that was compiled for this one with `adapters`: what was
    /// trained elsewhere is trained on, or merged when a session starts.
    /// </summary>
    /// <param name="folder">The adapter's folder, as peft saves one.</param>
    /// <param name="model">The model, which is changed only when the adapter was found to be one of its own.</param>
    /// <exception cref="ImportException">
    /// The adapter is not of this base, or has another rank, alpha or choice of projections than the model; or the family has several
    /// projections in one tensor.
    /// </exception>
    /// <exception cref="ModelFileException">Its file is damaged.</exception>
    /// <exception cref="System.IO.IOException">A file cannot be read.</exception>
    public void CopyAdapterTo(string folder, TransformerModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using Adapter adapter = Adapter.Open(folder, _weights, _family.Prefixes);
        new AdapterMap(_map.Tensors, model).Read(adapter);
    }

    /// <summary>Writes the adapter of a model that was compiled for this one as a folder that peft loads beside this one's.</summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">The folder; it is made if it is missing, and its files are replaced.</param>
    /// <exception cref="ImportException">The family has several projections in one tensor.</exception>
    /// <exception cref="System.IO.IOException">A file cannot be written.</exception>
    public void SaveAdapter(TransformerModel model, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        new AdapterMap(_map.Tensors, model).Write(folder);
    }

    /// <summary>
    /// Gradients of parameters in a file that has them under the family's names, as the parameters themselves: what was done to those is
    /// linear, so it is done to gradients too.
    /// </summary>
    internal IEnumerable<(string Name, float[] Values)> ReadGradients(string path)
    {
        using WeightFiles gradients = WeightFiles.OpenFile(path);
        TensorMap map = TensorMap.Create(_family, _specification, gradients);

        foreach (MappedTensor tensor in map.Tensors.Where(static tensor => tensor.Source is not null))
        {
            float[] values = new float[tensor.Parameter.Count];
            tensor.ReadGradient(gradients, values);

            yield return (tensor.Parameter.Name, values);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _weights.Dispose();

    private static string NameOf(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
}
