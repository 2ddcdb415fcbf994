using System;
using System.Collections.Generic;
using System.Globalization;

namespace Weft;

/// <summary>A model's parameters in a safetensors file, each under its canonical name and in the shape of PyTorch.</summary>
internal static class ModelFile
{
    /// <summary>What the names of optimizer state in a checkpoint begin with; loading a model passes over them.</summary>
    public const string OptimizerPrefix = "adamw.";

    /// <summary>Writes the parameters and the given texts.</summary>
    public static void Save(TransformerModel model, string path, IReadOnlyDictionary<string, string>? metadata)
    {
        SafetensorsWriter writer = new();
        AddDescription(writer, model.Description);
        AddMetadata(writer, metadata);
        AddArena(writer, model.Description, model.Parameters, prefix: string.Empty);
        writer.Save(path);
    }

    /// <summary>Reads the parameters. The model is changed only when the whole file has been found right.</summary>
    public static void Load(TransformerModel model, string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Check(file, model.Description);
        ReadArena(file, model.Description, model.Parameters, prefix: string.Empty);
        model.MarkParametersChanged();
    }

    /// <summary>
    /// Reads the mean of the parameters of several files. The model is changed only when all files have been found right.
    /// </summary>
    public static void LoadAverage(TransformerModel model, ReadOnlySpan<string> paths)
    {
        using ModelAverage average = ModelAverage.Open(paths);

        foreach (SafetensorsFile file in average.Files)
        {
            Check(file, model.Description);
        }

        foreach (ParameterInfo info in model.Description.Parameters)
        {
            Store(average.ReadSingles(info.Name), info, model.Parameters, $"the mean of {string.Join(", ", paths)}", info.Name);
        }

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

    /// <summary>Adds every parameter's part of an arena that is laid out like the parameters.</summary>
    public static void AddArena(SafetensorsWriter writer, ModelDescription description, NativeArena arena, string prefix)
    {
        foreach (ParameterInfo info in description.Parameters)
        {
            writer.Add(prefix + info.Name, Shape(info), values => new ParameterView(info, arena).CopyTo(values));
        }
    }

    /// <summary>Checks that every tensor of the file is one of the model's or its optimizer's.</summary>
    public static void CheckNames(SafetensorsFile file, ModelDescription description)
    {
        HashSet<string> names = new(StringComparer.Ordinal);

        foreach (ParameterInfo info in description.Parameters)
        {
            _ = names.Add(info.Name);
        }

        foreach (SafetensorsTensor tensor in file.Tensors)
        {
            if (!names.Contains(tensor.Name) && !tensor.Name.StartsWith(OptimizerPrefix, StringComparison.Ordinal))
            {
                throw new ModelFileException(file.Path, $"{description.Name} has no such parameter.", tensor.Name);
            }
        }
    }

    /// <summary>Checks that every parameter has a tensor of its shape and of a type that can be read.</summary>
    public static void CheckArena(SafetensorsFile file, ModelDescription description, string prefix)
    {
        foreach (ParameterInfo info in description.Parameters)
        {
            SafetensorsTensor tensor = file.Find(prefix + info.Name)
                ?? throw new ModelFileException(file.Path, $"it is missing; {description.Name} needs it.", prefix + info.Name);

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
    }

    /// <summary>Reads every parameter's part of an arena that is laid out like the parameters; checked before.</summary>
    public static void ReadArena(SafetensorsFile file, ModelDescription description, NativeArena arena, string prefix)
    {
        foreach (ParameterInfo info in description.Parameters)
        {
            Store(file.ReadSingles(prefix + info.Name), info, arena, file.Path, prefix + info.Name);
        }
    }

    // What is not finite makes everything that it touches so, many layers from here.
    private static void Store(ReadOnlySpan<float> values, ParameterInfo info, NativeArena arena, string path, string name)
    {
        for (int index = 0; index < values.Length; index++)
        {
            if (!float.IsFinite(values[index]))
            {
                string place = info.Second is ParameterAxis second ? $"{index / second.Count}, {index % second.Count}" : $"{index}";

                throw new ModelFileException(path, $"its element [{place}] is {values[index].ToString(CultureInfo.InvariantCulture)}; a model's are finite.", name);
            }
        }

        new ParameterView(info, arena).CopyFrom(values);
    }

    private static void Check(SafetensorsFile file, ModelDescription description)
    {
        CheckNames(file, description);
        CheckArena(file, description, prefix: string.Empty);
        ModelFunction.Check(file, description);
    }

    private static long[] Shape(ParameterInfo info) =>
        info.Second is ParameterAxis second ? [info.First.Count, second.Count] : [info.First.Count];
}
