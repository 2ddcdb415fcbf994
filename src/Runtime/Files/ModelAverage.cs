using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Weft;

/// <summary>
/// The mean of files that hold the same model, element by element, summed in double in the order of the files. Vaswani et al. 2017
/// average the last checkpoints of a run so. Of a trainer's checkpoints only the parameters count.
/// </summary>
internal sealed class ModelAverage : IDisposable
{
    private readonly List<SafetensorsFile> _files = [];
    private readonly double[] _addend = new double[SafetensorsWriter.BlockElements];

    private ModelAverage()
    {
    }

    /// <summary>The files, in the order of their sum.</summary>
    public IReadOnlyList<SafetensorsFile> Files => _files;

    /// <summary>Opens files; what they hold is for the caller to check.</summary>
    /// <param name="paths">At least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    /// <exception cref="IOException">One cannot be read, is no safetensors file, or is damaged.</exception>
    public static ModelAverage Open(ReadOnlySpan<string> paths)
    {
        if (paths.IsEmpty)
        {
            throw new ArgumentException("An average needs one file or more.", nameof(paths));
        }

        ModelAverage average = new();

        try
        {
            foreach (string path in paths)
            {
                average._files.Add(SafetensorsFile.Open(path));
                PackedFile.Refuse(average._files[^1]);
            }
        }
        catch
        {
            average.Dispose();

            throw;
        }

        return average;
    }

    /// <summary>Writes the mean of files to another one, with the texts of the last.</summary>
    /// <param name="output">The file; it appears whole or not at all.</param>
    /// <param name="paths">At least one safetensors file, all with tensors of the same names, shapes and types.</param>
    /// <exception cref="IOException">A file cannot be read or written, is damaged, or has other tensors than the first.</exception>
    public static void Save(string output, ReadOnlySpan<string> paths)
    {
        using ModelAverage average = Open(paths);
        average.CheckSame();
        SafetensorsWriter writer = new();
        ModelFile.AddMetadata(writer, Checkpoint.ModelMetadata(average.Files[^1]));

        foreach (SafetensorsTensor tensor in Checkpoint.ModelTensors(average.Files[0]))
        {
            writer.Add(tensor.Name, tensor.Type, tensor.Shape.AsSpan(), (first, values) => average.Read(tensor.Name, first, values));
        }

        writer.Save(output);
    }

    /// <summary>The mean of a tensor that all files have in the same shape.</summary>
    public float[] ReadSingles(string name)
    {
        float[] singles = new float[checked((int)_files[0].Find(name)!.Count)];
        double[] block = new double[SafetensorsWriter.BlockElements];

        for (int first = 0; first < singles.Length; first += block.Length)
        {
            Span<double> values = block.AsSpan(0, Math.Min(block.Length, singles.Length - first));
            this.Read(name, first, values);

            for (int index = 0; index < values.Length; index++)
            {
                singles[first + index] = (float)values[index];
            }
        }

        return singles;
    }

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(static file => file.Dispose());

    // A block of the mean, of no more elements than the writer asks for at once.
    private void Read(string name, long first, Span<double> values)
    {
        Span<double> addend = _addend.AsSpan(0, values.Length);
        _files[0].ReadDoubles(_files[0].Find(name)!, first, values);

        foreach (SafetensorsFile file in _files.Skip(1))
        {
            file.ReadDoubles(file.Find(name)!, first, addend);

            for (int index = 0; index < values.Length; index++)
            {
                values[index] += addend[index];
            }
        }

        foreach (ref double value in values)
        {
            value /= _files.Count;
        }
    }

    private void CheckSame()
    {
        SafetensorsFile first = _files[0];

        foreach (SafetensorsTensor tensor in Checkpoint.ModelTensors(first))
        {
            if (!tensor.Type.IsFloat())
            {
                throw new ModelFileException(
                    first.Path, $"its type is {tensor.Type.Text()}; F32, F16, BF16 and F64 have averages.", tensor.Name);
            }

            foreach (SafetensorsFile file in _files.Skip(1))
            {
                CheckSame(tensor, file, first.Path);
            }
        }

        foreach (SafetensorsFile file in _files.Skip(1))
        {
            SafetensorsTensor? added = Checkpoint.ModelTensors(file).FirstOrDefault(tensor => first.Find(tensor.Name) is null);

            if (added is not null)
            {
                throw new ModelFileException(file.Path, $"{first.Path} does not have it.", added.Name);
            }

            ModelFunction.Check(file, first);
        }
    }

    private static void CheckSame(SafetensorsTensor tensor, SafetensorsFile other, string path)
    {
        SafetensorsTensor found = other.Find(tensor.Name)
            ?? throw new ModelFileException(other.Path, $"it is missing; {path} has it.", tensor.Name);

        if (!found.Shape.AsSpan().SequenceEqual(tensor.Shape.AsSpan()))
        {
            throw new ModelFileException(other.Path, $"its shape is {found.ShapeText}; in {path} it is {tensor.ShapeText}.", tensor.Name);
        }

        if (found.Type != tensor.Type)
        {
            throw new ModelFileException(
                other.Path, $"its type is {found.Type.Text()}; in {path} it is {tensor.Type.Text()}.", tensor.Name);
        }
    }
}
