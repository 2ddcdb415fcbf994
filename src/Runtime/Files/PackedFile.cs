using System;
using System.Collections.Generic;
using Weft.Shared;

namespace Weft;

/// <summary>
/// A safetensors file of two tensors of bytes, <c>weft.packed.weights</c> and <c>weft.packed.copies</c>: the weights as the sessions of one
/// specification have them in memory. Loading it maps the file, and reads none of it: its checksum is for whoever reads it whole.
/// </summary>
internal static unsafe class PackedFile
{
    private const string Weights = "weft.packed.weights";
    private const string Copies = "weft.packed.copies";

    // A page of every system that there is, for the first tensor to begin with.
    private const int Alignment = 1 << 14;

    /// <summary>Whether a file with such texts is one.</summary>
    public static bool Is(IReadOnlyDictionary<string, string> metadata) => metadata.ContainsKey(PackedLayout.Key);

    /// <summary>Writes the arenas of a session.</summary>
    public static void Save(
        ModelDescription description, NativeArena weights, NativeArena copies, string path, IReadOnlyDictionary<string, string>? metadata)
    {
        SafetensorsWriter writer = new() { Alignment = Alignment };
        ModelFile.AddDescription(writer, description);
        ModelFile.AddMetadata(writer, metadata);
        writer.AddMetadata(PackedLayout.Key, LayoutOf(description.InferenceWeights));
        writer.Add(Weights, weights);

        if (copies.Length > 0)
        {
            writer.Add(Copies, copies);
        }

        writer.Save(path);
    }

    /// <summary>Takes the weights of a file that <see cref="Is"/> one; it must stay open as long as they are in use.</summary>
    /// <exception cref="ModelFileException">It is of another specification, or has another layout.</exception>
    public static PackedWeights Read(SafetensorsFile file, ModelDescription description)
    {
        ModelFunction.Check(file, description);
        string layout = LayoutOf(description.InferenceWeights);

        if (file.Metadata[PackedLayout.Key] != layout)
        {
            throw new ModelFileException(
                file.Path,
                $"it is packed as '{file.Metadata[PackedLayout.Key]}', and {description.Name} needs '{layout}'; pack its weights again.");
        }

        if (file.Metadata.GetValueOrDefault(PackedLayout.SpecificationKey) != description.SpecificationHash)
        {
            throw new ModelFileException(
                file.Path, $"it is packed for another specification than that of {description.Name}; pack its weights again.");
        }

        CheckTensor(file, description, Weights, WeightSnapshot.CountWeights(description));
        CheckTensor(file, description, Copies, WeightSnapshot.CountCopies(description));

        foreach (SafetensorsTensor tensor in file.Tensors)
        {
            if (tensor.Name is not (Weights or Copies))
            {
                throw new ModelFileException(file.Path, "a packed file has no such tensor.", tensor.Name);
            }
        }

        return new PackedWeights(file, description, file.Find(Weights)!, file.Find(Copies));
    }

    /// <summary>Checks that a tensor is none of a packed file, for readers that need parameters.</summary>
    /// <exception cref="ModelFileException">It is.</exception>
    public static void Refuse(SafetensorsFile file)
    {
        if (Is(file.Metadata))
        {
            throw new ModelFileException(
                file.Path,
                "it is packed for sessions (`weft pack`), and has no parameters by name; take the file that it was packed from.");
        }
    }

    private static string LayoutOf(WeightStorage storage) => PackedLayout.Text(WeightPanel.Of(storage).Name);

    private static void CheckTensor(SafetensorsFile file, ModelDescription description, string name, nuint floats)
    {
        SafetensorsTensor? tensor = file.Find(name);
        long needed = checked((long)floats * sizeof(float));

        if (tensor is null && floats > 0)
        {
            throw new ModelFileException(file.Path, $"it is missing; {description.Name} needs it.", name);
        }

        if (tensor is not null && (tensor.Type != SafetensorsType.U8 || tensor.Bytes != needed))
        {
            throw new ModelFileException(
                file.Path, $"it is {tensor.Type.Text()} {tensor.ShapeText}; {description.Name} needs U8 [{needed}].", name);
        }
    }
}
