using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Weft;

/// <summary>A model's parameters in a safetensors file, each under its canonical name and in the shape of PyTorch.</summary>
internal static class ModelFile
{
    // What the names of optimizer state and of other state of training in a checkpoint begin with.
    private static readonly string[] _trainingPrefixes = ["adamw.", "muon.", "sgd.", "training."];

    /// <summary>Whether a tensor or a text of a checkpoint is of its training; loading a model passes over them.</summary>
    public static bool IsOfTraining(string name) =>
        Array.Exists(_trainingPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Writes the parameters and the given texts.</summary>
    public static void Save(TransformerModel model, string path, IReadOnlyDictionary<string, string>? metadata)
    {
        SafetensorsWriter writer = new();
        AddDescription(writer, model.Description);
        AddMetadata(writer, metadata);
        AddParameters(writer, model.Description, model.Parameters);
        writer.Save(path);
    }

    /// <summary>Writes the parameters of the base model, adapters merged into them, and the given texts.</summary>
    public static void SaveMerged(TransformerModel model, string path, IReadOnlyDictionary<string, string>? metadata)
    {
        using NativeArena merged = model.CopyParameters();
        AdapterParameters.Merge(model, merged);
        SafetensorsWriter writer = new();
        writer.AddMetadata("weft.model", model.Description.Name);
        ModelFunction.Add(writer, model.Description);
        AddMetadata(writer, metadata);

        foreach (ParameterInfo info in AdapterParameters.OfBase(model.Description))
        {
            writer.Add(info.Name, Shape(info), values => new ParameterView(info, merged).CopyTo(values));
        }

        writer.Save(path);
    }

    /// <summary>Writes the parameters, the weights of products and the tables of tokens as integers, and the given texts.</summary>
    public static void SaveStored(
        TransformerModel model,
        string path,
        WeightStorage storage,
        IReadOnlyDictionary<string, string>? metadata,
        StoredParameters? rounded)
    {
        SafetensorsWriter writer = new();
        AddDescription(writer, model.Description);
        AddMetadata(writer, metadata);
        StoredParameterFile.AddStorage(writer, storage);

        foreach (ParameterInfo info in model.Description.Parameters)
        {
            if (StoredParameters.StorageOf(info, storage) is WeightStorage own)
            {
                StoredParameterFile.Add(writer, rounded?.Find(info.Name) ?? Round(model, info, own));
            }
            else
            {
                writer.Add(info.Name, Shape(info), values => new ParameterView(info, model.Parameters).CopyTo(values));
            }
        }

        writer.Save(path);
    }

    /// <summary>
    /// Reads the parameters, those that are integers too. The model is changed only when the whole file has been found right. Adapters that
    /// it has not begin anew.
    /// </summary>
    public static void Load(TransformerModel model, string path) => Load(model, path, new FileBytes(path));

    /// <inheritdoc cref="Load(TransformerModel, string)"/>
    /// <param name="model">The model.</param>
    /// <param name="path">What messages call the file.</param>
    /// <param name="bytes">What is in it.</param>
    public static void Load(TransformerModel model, string path, StoredBytes bytes)
    {
        SafetensorsFile file = SafetensorsFile.Open(path, bytes, static metadata => !PackedFile.Is(metadata));

        try
        {
            if (PackedFile.Is(file.Metadata))
            {
                model.TakePacked(PackedFile.Read(file, model.Description));

                return;
            }

            Load(model, file);
        }
        catch
        {
            file.Dispose();

            throw;
        }

        file.Dispose();
    }

    private static void Load(TransformerModel model, SafetensorsFile file)
    {
        StoredParameters? stored = ReadStored(file, model.Description);
        Check(file, model.Description, stored);

        foreach (ParameterInfo info in Expected(file, model.Description))
        {
            float[] values = stored?.Find(info.Name) is StoredParameter integers ? integers.ToArray() : ReadFinite(file, info.Name);
            new ParameterView(info, model.Parameters).CopyFrom(values);
        }

        BeginAdapters(file, model);
        model.MarkParametersChanged();
        model.TakeStored(stored);
    }

    /// <summary>
    /// Reads the mean of the parameters of several files. The model is changed only when all files have been found right.
    /// </summary>
    public static void LoadAverage(TransformerModel model, ReadOnlySpan<string> paths)
    {
        using ModelAverage average = ModelAverage.Open(paths);

        foreach (SafetensorsFile file in average.Files)
        {
            Check(file, model.Description, stored: null);
        }

        foreach (ParameterInfo info in Expected(average.Files[0], model.Description))
        {
            float[] values = average.ReadSingles(info.Name);
            CheckFinite(values, Shape(info), $"the mean of {string.Join(", ", paths)}", info.Name);
            new ParameterView(info, model.Parameters).CopyFrom(values);
        }

        BeginAdapters(average.Files[0], model);
        model.MarkParametersChanged();
    }

    /// <summary>Says whose parameters follow.</summary>
    public static void AddDescription(SafetensorsWriter writer, ModelDescription description)
    {
        writer.AddMetadata("weft.model", description.Name);
        writer.AddMetadata("weft.specification", description.SpecificationHash);
        ModelFunction.Add(writer, description);
    }

    /// <summary>Adds the user's own texts.</summary>
    public static void AddMetadata(SafetensorsWriter writer, IReadOnlyDictionary<string, string>? metadata)
    {
        foreach ((string name, string text) in metadata ?? new Dictionary<string, string>())
        {
            writer.AddMetadata(name, text);
        }
    }

    /// <summary>Adds every parameter.</summary>
    public static void AddParameters(SafetensorsWriter writer, ModelDescription description, NativeArena parameters)
    {
        foreach (ParameterInfo info in description.Parameters)
        {
            writer.Add(info.Name, Shape(info), values => new ParameterView(info, parameters).CopyTo(values));
        }
    }

    /// <summary>Checks that every tensor of the file is one of the model's or its optimizer's.</summary>
    public static void CheckNames(SafetensorsFile file, ModelDescription description, StoredParameters? stored = null)
    {
        PackedFile.Refuse(file);
        HashSet<string> names = new(StringComparer.Ordinal);

        foreach (ParameterInfo info in description.Parameters)
        {
            _ = names.Add(info.Name);
        }

        foreach (SafetensorsTensor tensor in file.Tensors)
        {
            bool isStored = StoredParameterFile.IsPart(tensor.Name, out string parameter) && stored?.Find(parameter) is not null;

            if (!isStored && !names.Contains(tensor.Name) && !IsOfTraining(tensor.Name))
            {
                throw new ModelFileException(file.Path, $"{description.Name} has no such parameter.", tensor.Name);
            }
        }
    }

    /// <summary>Checks that every parameter has a tensor of its shape and of a type that can be read.</summary>
    public static void CheckParameters(SafetensorsFile file, ModelDescription description)
    {
        foreach (ParameterInfo info in description.Parameters)
        {
            CheckTensor(file, description, info, info.Name);
        }
    }

    /// <summary>Checks that a parameter has a tensor of that name, of its shape and of a type that can be read.</summary>
    public static void CheckTensor(SafetensorsFile file, ModelDescription description, ParameterInfo info, string name)
    {
        SafetensorsTensor tensor = file.Find(name)
            ?? throw new ModelFileException(file.Path, $"it is missing; {description.Name} needs it.", name);

        if (!tensor.Shape.AsSpan().SequenceEqual(Shape(info)))
        {
            throw new ModelFileException(
                file.Path,
                $"its shape is {tensor.ShapeText}; {description.Name} needs [{string.Join(", ", Shape(info))}].",
                tensor.Name);
        }

        if (!tensor.Type.IsFloat())
        {
            throw new ModelFileException(
                file.Path, $"its type is {tensor.Type.Text()}; a parameter is F32, F16, BF16 or F64.", tensor.Name);
        }
    }

    /// <summary>Reads every parameter; checked before.</summary>
    public static void ReadParameters(SafetensorsFile file, ModelDescription description, NativeArena parameters)
    {
        foreach (ParameterInfo info in description.Parameters)
        {
            new ParameterView(info, parameters).CopyFrom(ReadFinite(file, info.Name));
        }
    }

    /// <summary>Reads a tensor of a parameter's shape.</summary>
    /// <exception cref="ModelFileException">An element is infinite or NaN.</exception>
    public static float[] ReadFinite(SafetensorsFile file, string name)
    {
        float[] values = file.ReadSingles(name);
        CheckFinite(values, file.Find(name)!.Shape.AsSpan(), file.Path, name);

        return values;
    }

    private static StoredParameter Round(TransformerModel model, ParameterInfo info, WeightStorage storage)
    {
        StoredParameter parameter = new(info, storage);
        float[] values = new float[info.Count];
        new ParameterView(info, model.Parameters).CopyTo(values);
        parameter.Write(values);

        return parameter;
    }

    // A file of the base model has no adapters; one that has some has all.
    private static IEnumerable<ParameterInfo> Expected(SafetensorsFile file, ModelDescription description) =>
        HasAdapters(file, description) ? description.Parameters : AdapterParameters.OfBase(description);

    private static bool HasAdapters(SafetensorsFile file, ModelDescription description) =>
        AdapterParameters.Of(description).Any(info => file.Find(info.Name) is not null);

    private static void BeginAdapters(SafetensorsFile file, TransformerModel model)
    {
        if (!HasAdapters(file, model.Description))
        {
            model.InitializeAdapter(seed: 0);
        }
    }

    // What is not finite makes everything that it touches so, many layers from here.
    private static void CheckFinite(ReadOnlySpan<float> values, ReadOnlySpan<long> shape, string path, string name)
    {
        for (int index = 0; index < values.Length; index++)
        {
            if (!float.IsFinite(values[index]))
            {
                string place = shape.Length == 2 ? $"{index / shape[1]}, {index % shape[1]}" : $"{index}";
                string value = values[index].ToString(CultureInfo.InvariantCulture);

                throw new ModelFileException(path, $"its element [{place}] is {value}; a model's are finite.", name);
            }
        }
    }

    private static StoredParameters? ReadStored(SafetensorsFile file, ModelDescription description)
    {
        if (StoredParameterFile.StorageOf(file) is not WeightStorage storage)
        {
            return null;
        }

        StoredParameters stored = new();

        foreach (ParameterInfo info in description.Parameters)
        {
            if (StoredParameters.StorageOf(info, storage) is WeightStorage own && StoredParameterFile.Has(file, info))
            {
                stored.Add(StoredParameterFile.Read(file, info, own));
            }
        }

        return stored;
    }

    private static void Check(SafetensorsFile file, ModelDescription description, StoredParameters? stored)
    {
        CheckNames(file, description, stored);

        foreach (ParameterInfo info in Expected(file, description))
        {
            if (stored?.Find(info.Name) is null)
            {
                CheckTensor(file, description, info, info.Name);
            }
        }

        ModelFunction.Check(file, description);
    }

    /// <summary>A parameter's shape in files.</summary>
    public static long[] Shape(ParameterInfo info) =>
        info.Second is ParameterAxis second ? [info.First.Count, second.Count] : [info.First.Count];
}
