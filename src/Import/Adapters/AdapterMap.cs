using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Weft.Import.Tensors;

namespace Weft.Import.Adapters;

/// <summary>The adapters of a compiled model under the names of a family's base model, as peft has them, and back.</summary>
/// <param name="tensors">Where the base model's parameters stand in the family's files.</param>
/// <param name="model">The compiled model.</param>
internal sealed class AdapterMap(IEnumerable<MappedTensor> tensors, TransformerModel model)
{
    private readonly Dictionary<string, MappedTensor> _tensors = tensors.ToDictionary(static tensor => tensor.Parameter.Name);

    private ModelDescription Description => model.Description;

    // The parameters that have an adapter.
    private IEnumerable<(string Module, MappedTensor Tensor)> Adapted =>
        from info in this.Description.Parameters
        where info.Name.EndsWith(AdapterParameters.FirstEnd, StringComparison.Ordinal)
        let module = info.Name[..^AdapterParameters.FirstEnd.Length]
        select (module, _tensors[module + AdapterParameters.WeightEnd]);

    /// <summary>
    /// Reads an adapter of the family's names into the model, which is changed only when the whole of it has been found right.
    /// </summary>
    /// <exception cref="ImportException">It has another rank, scale or choice of projections than the model.</exception>
    public void Read(Adapter adapter)
    {
        if (adapter.Rank != this.Description.AdapterRank || (float)(adapter.Scale * adapter.Rank) != this.Description.AdapterAlpha)
        {
            throw new ImportException(
                adapter.Path, $"the adapter has rank {adapter.Rank} and alpha {(float)(adapter.Scale * adapter.Rank)}; " +
                $"{this.Description.Name} has 'adapters.rank: {this.Description.AdapterRank}' and " +
                $"'adapters.alpha: {this.Description.AdapterAlpha}'.");
        }

        HashSet<string> changed = [.. adapter.Changed];

        foreach ((string module, MappedTensor tensor) in this.Adapted)
        {
            if (!changed.Remove(this.SourceOf(tensor, adapter.Path)))
            {
                throw new ImportException(
                    adapter.Path, $"it has nothing for '{tensor.Source}', and {this.Description.Name} has adapters on '{module}'.");
            }
        }

        if (changed.Count > 0)
        {
            throw new ImportException(adapter.Path, $"it changes '{changed.First()}', on which {this.Description.Name} has no adapters.");
        }

        foreach ((string module, MappedTensor tensor) in this.Adapted)
        {
            (float[] first, float[] second) = adapter.Read(tensor.Source!);
            float[] ordered = new float[second.Length];
            tensor.ReadRows(second, ordered);
            model.Write(module + AdapterParameters.FirstEnd, first);
            model.Write(module + AdapterParameters.SecondEnd, ordered);
        }
    }

    /// <summary>Writes the model's adapter as a folder of the family's names.</summary>
    /// <exception cref="ImportException">The family has several of the adapted projections in one tensor.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Write(string folder)
    {
        SafetensorsWriter writer = new();
        writer.AddMetadata("format", "pt");
        int rank = this.Description.AdapterRank;
        List<string> targets = [];
        bool isTransposed = false;

        foreach ((string module, MappedTensor tensor) in this.Adapted)
        {
            string name = this.SourceOf(tensor, folder)[..^AdapterParameters.WeightEnd.Length];
            float[] first = this.Values(module + AdapterParameters.FirstEnd, rank * tensor.Parameter.Columns);
            float[] second = this.Values(module + AdapterParameters.SecondEnd, rank * tensor.Parameter.Rows);
            float[] ordered = new float[second.Length];
            tensor.WriteRows(second, ordered);
            writer.Add($"{AdapterFolder.Prefix}{name}{AdapterParameters.FirstEnd}", [rank, tensor.Parameter.Columns], first);
            writer.Add($"{AdapterFolder.Prefix}{name}{AdapterParameters.SecondEnd}", [tensor.Parameter.Rows, rank], ordered);
            targets.Add(name[(name.LastIndexOf('.') + 1)..]);
            isTransposed |= tensor.IsTransposed;
        }

        _ = Directory.CreateDirectory(folder);
        writer.Save(Path.Combine(folder, AdapterFolder.WeightsName));
        AtomicFile.WriteText(
            Path.Combine(folder, AdapterFolder.ConfigName),
            AdapterFolder.Config(rank, this.Description.AdapterAlpha, targets.Distinct(), isTransposed));
    }

    private string SourceOf(MappedTensor tensor, string path) => tensor is { IsAlone: true, Source: string source }
        ? source
        : throw new ImportException(
            path, $"'{tensor.Parameter.Name}' stands with others in '{tensor.Source}'; an adapter of one of them has no name there.");

    private float[] Values(string name, int count)
    {
        float[] values = new float[count];
        model.Read(name, values);

        return values;
    }
}
