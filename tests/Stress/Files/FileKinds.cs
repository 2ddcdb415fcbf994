using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using Weft.Conformance.HuggingFace;
using Weft.Import;
using Weft.Tokenizers;

namespace Weft.Stress.Files;

/// <summary>One of each kind of file that Weft reads: small published models and tokenizers, and what Weft itself writes.</summary>
internal static class FileKinds
{
    private const string Text = "Hello, world! Ünïcødé 안녕 🙂";

    private static string Cases => Path.Combine(AppContext.BaseDirectory, "cases");

    private static string Tokenizers => Path.Combine(AppContext.BaseDirectory, "tokenizers");

    private static IEnumerable<string> Models => Directory.GetDirectories(Path.Combine(Cases, "huggingface")).Order(StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    /// <param name="folder">An empty folder, where they are written for their readers.</param>
    public static IReadOnlyList<FileKind> Create(string folder) =>
    [
        Parameters(folder),
        Integers(folder, WeightStorage.Int8),
        Integers(folder, WeightStorage.Int4),
        .. Packed(folder),
        .. Models.SelectMany(source => Folder(source, folder)),
        .. Models.Select(source => Gguf(source, folder)).OfType<FileKind>(),
        Llama2C(folder),
        .. Directory.GetFiles(Tokenizers, "*.gz", SearchOption.AllDirectories)
            .Where(static path => Path.GetFileName(path) is "tokenizer.json.gz" or "spm.model.gz")
            .Order(StringComparer.Ordinal)
            .Select(path => OfTokenizer(Path.GetFileName(Path.GetDirectoryName(path))!, Path.GetFileNameWithoutExtension(path), Unpack(path), folder)),
        OfTokenizer("bert", "vocab.txt", Encoding.UTF8.GetBytes("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nhe\n##llo\nworld\n!\n,\n안\n"), folder),
    ];

    private static FileKind Parameters(string folder)
    {
        string path = Path.Combine(folder, "parameters.safetensors");
        SafetensorsWriter writer = new();
        writer.AddMetadata("name", "text");
        writer.Add("weight", [16, 8], [.. Enumerable.Range(0, 128).Select(static i => (float)i)]);
        writer.Add("steps", [2], [1L, 2L]);
        writer.Save(path);

        return new FileKind(
            "parameters",
            path,
            File.ReadAllBytes(path),
            () =>
            {
                using SafetensorsFile file = SafetensorsFile.Open(path);
                _ = file.Tensors.Sum(tensor => file.ReadDoubles(tensor.Name).Length);
            },
            IsSealed: true);
    }

    // As another program would write them: without a checksum, which would tell of every change before the reader sees it.
    private static FileKind Integers(string folder, WeightStorage storage)
    {
        string path = Path.Combine(folder, $"{storage}.safetensors");
        ParameterInfo info = new()
        {
            Name = "weight", First = new(2, 12), Second = new ParameterAxis(1, 80), Transposed = true, Offset = 0, Rows = 80, Initialization = default,
        };
        StoredParameter parameter = new(info, storage);
        parameter.Write([.. Enumerable.Range(0, (int)info.Count).Select(static i => MathF.Sin(i))]);
        SafetensorsWriter writer = new();
        StoredParameterFile.AddStorage(writer, storage);
        StoredParameterFile.Add(writer, parameter);
        writer.Save(path);
        string text = Encoding.Latin1.GetString(File.ReadAllBytes(path));
        byte[] bytes = Encoding.Latin1.GetBytes(text.Replace("weft.checksum", "some.checksum", StringComparison.Ordinal).Replace("weft-crc32c:", "some-crc32c:", StringComparison.Ordinal));
        File.WriteAllBytes(path, bytes);

        return new FileKind($"integers, {storage}", path, bytes, () =>
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            _ = StoredParameterFile.StorageOf(file) is WeightStorage found ? StoredParameterFile.Read(file, info, found).ToArray() : [];
        });
    }

    // Mapped, where the weights are what they are; and read, where the checksum tells of every change.
    private static IEnumerable<FileKind> Packed(string folder)
    {
        string path = Path.Combine(folder, "packed");
        ParameterInfo info = new()
        {
            Name = "weight", First = new(1, 32), Second = new ParameterAxis(1, 80), Transposed = true, Offset = 0, Rows = 80, Initialization = default,
        };
        ModelDescription description = new()
        {
            Name = "Packed", SpecificationHash = "0123456789abcdef", Function = "heads: 2; activation: gelu", SourceVocabulary = 0, TargetVocabulary = 2,
            Outputs = 2, MaxLength = 4, TrainingSequences = 0, TrainingTokens = 0, TrainingLength = 0, ParameterFloats = (nuint)info.PaddedCount,
            CopyFloats = 0, ParameterCount = info.Count, AttentionSize = 1, Parameters = [info], InferenceWeights = WeightStorage.Int8,
        };
        using NativeArena weights = new(WeightSnapshot.CountWeights(description)), copies = new(0);
        PackedFile.Save(description, weights, copies, path, metadata: null);
        byte[] bytes = File.ReadAllBytes(path);

        yield return new FileKind("packed, mapped", path, bytes, () =>
        {
            using SafetensorsFile file = SafetensorsFile.Open(path, new FileBytes(path), static metadata => !PackedFile.Is(metadata));

            if (PackedFile.Is(file.Metadata))
            {
                PackedFile.Read(file, description).MakeParameters().Dispose();
            }
        });
        yield return new FileKind("packed, read", path, bytes, () => SafetensorsFile.Open(path).Dispose(), IsSealed: true);
    }

    // Both files of a folder, each beside the other as it should be.
    private static IEnumerable<FileKind> Folder(string source, string folder)
    {
        string name = Path.GetFileName(source);
        string target = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;

        foreach (string file in (string[])["config.json", "model.safetensors"])
        {
            byte[] bytes = File.ReadAllBytes(Path.Combine(source, file));
            File.WriteAllBytes(Path.Combine(target, file), bytes);

            yield return new FileKind($"{name}/{file}", Path.Combine(target, file), bytes, () => Import(target));
        }
    }

    // Null where there are no such files of the family.
    private static FileKind? Gguf(string source, string folder)
    {
        string name = $"{Path.GetFileName(source)}.gguf";
        string path = Path.Combine(folder, name);

        return GgufConverter.Convert(source, GgufElements.F16) is GgufWriter writer
            ? new FileKind(name, path, writer.ToArray(), () => Import(path))
            : null;
    }

    private static FileKind Llama2C(string folder)
    {
        string path = Path.Combine(folder, "stories260K.bin");

        return new FileKind("stories260K.bin", path, File.ReadAllBytes(Path.Combine(Cases, "llama2c", "stories260K.bin")), () => Import(path));
    }

    private static FileKind OfTokenizer(string name, string fileName, byte[] bytes, string folder)
    {
        string path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, name)).FullName, fileName);

        return new FileKind($"{name}/{fileName}", path, bytes, () =>
        {
            Tokenizer tokenizer = Tokenizer.Load(path);

            try
            {
                _ = tokenizer.Decode(tokenizer.Encode(Text));
            }
            catch (ArgumentException exception) when (exception.ParamName == "text")
            {
                // A whole vocabulary that has no token for the text, as documented.
            }
        });
    }

    private static void Import(string path)
    {
        using ImportedModel model = ModelImport.Open(path);
        _ = model.SpecificationText;
    }

    private static byte[] Unpack(string path)
    {
        using GZipStream stream = new(File.OpenRead(path), CompressionMode.Decompress);
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);

        return bytes.ToArray();
    }
}
