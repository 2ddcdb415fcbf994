using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Weft.Import.Exporting;
using Weft.Import.Tensors;

namespace Weft.Import;

/// <summary>A model as a family has it: its configuration, and where its parameters stand in the family's files.</summary>
public sealed class ExportedModel
{
    private const string ConfigurationName = "config.json";
    private const string TensorsName = "model.safetensors";
    private readonly ModelDescription _model;
    private readonly FoundConfiguration _found;
    private readonly ExportMap _map;

    internal ExportedModel(ModelDescription model, FoundConfiguration found, ExportMap map)
    {
        _model = model;
        _found = found;
        _map = map;
    }

    /// <summary>The family: what <c>model_type</c> says.</summary>
    public string Family => _found.Family.ModelType;

    /// <summary>The class of transformers that reads it.</summary>
    public string ClassName => _found.ClassName;

    /// <summary>The text of config.json.</summary>
    public string Configuration => _found.Draft.With("dtype", "\"float32\"").ToString();

    /// <summary>The names of the tensors, in the order of the file.</summary>
    public IEnumerable<string> TensorNames => _map.Tensors.Select(static tensor => tensor.Name);

    /// <summary>Writes config.json and model.safetensors with the parameters of a file.</summary>
    /// <param name="parameters">The file, as the model saves it; also a trainer's checkpoint.</param>
    /// <param name="folder">The folder, which is made where there is none; other files in it stay.</param>
    /// <exception cref="ModelFileException">The parameters are another model's, or the file is damaged.</exception>
    /// <exception cref="ExportException">A parameter has values that the family has no tensor for.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public void Save(string parameters, string folder)
    {
        using SafetensorsFile file = SafetensorsFile.Open(parameters);
        PackedFile.Refuse(file);
        ModelFile.CheckNames(file, _model);
        ModelFile.CheckParameters(file, _model);
        ModelFunction.Check(file, _model);
        this.Save(folder, file.ReadSingles);
    }

    /// <summary>The same with parameters from anywhere.</summary>
    internal void Save(string folder, Func<string, float[]> read)
    {
        this.CheckFixed(read);
        SafetensorsWriter writer = new();
        writer.AddMetadata("format", "pt");

        foreach (ExportedTensor tensor in _map.Tensors)
        {
            writer.Add(tensor.Name, tensor.Shape.AsSpan(), values => tensor.Fill(read, values));
        }

        bool isNew = !Directory.Exists(folder);

        try
        {
            _ = Directory.CreateDirectory(folder);
            writer.Save(Path.Combine(folder, TensorsName));
            AtomicFile.WriteText(Path.Combine(folder, ConfigurationName), this.Configuration);
        }
        catch when (isNew && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);

            throw;
        }
    }

    private void CheckFixed(Func<string, float[]> read)
    {
        foreach ((Parameter parameter, float[] values) in _map.Fixed)
        {
            if (!read(parameter.Name).AsSpan().SequenceEqual(values))
            {
                throw new ExportException(
                    $"{_found.ClassName} has no tensor for the parameter '{parameter.Name}': it computes its values, "
                    + "and the model has others.");
            }
        }
    }
}
