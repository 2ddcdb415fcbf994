using System.IO;
using System.Linq;
using System.Text.Json;

namespace Weft.Tokenizers;

/// <summary>Finds and reads the file of a tokenizer.</summary>
internal static class TokenizerFiles
{
    private const string ConfigurationName = "tokenizer_config.json";

    // The first that a folder has is read: tokenizer.json says most.
    private static readonly string[] Names =
        ["tokenizer.json", "tokenizer.model", "spiece.model", "sentencepiece.bpe.model", "spm.model", "source.spm", "vocab.txt"];

    /// <summary>Reads a file, or the one of a folder.</summary>
    public static TokenizerPipeline Read(string path, TokenizerOptions options)
    {
        string file = Directory.Exists(path) ? Find(path) : path;

        return Path.GetExtension(file) switch
        {
            ".json" => TokenizerJsonReader.Read(file),
            ".txt" => BertVocabularyReader.Read(file, options.Lowercase ?? ReadLowercase(Path.GetDirectoryName(file)!)),
            ".model" or ".spm" => SentencePieceReader.Read(file),
            string other => throw new ModelFileException(
                file,
                $"'{other}' is no known kind of tokenizer; supported are .json, .model, .spm and .txt."),
        };
    }

    private static string Find(string folder) => Names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? throw new ModelFileException(folder, $"the folder has none of the files {string.Join(", ", Names)}.");

    private static bool ReadLowercase(string folder)
    {
        string path = Path.Combine(folder, ConfigurationName);

        if (!File.Exists(path))
        {
            return true;
        }

        try
        {
            using JsonDocument document = JsonText.Parse(File.ReadAllBytes(path));

            return new JsonComponent(path, string.Empty, document.RootElement).Flag("do_lower_case", byDefault: true);
        }
        catch (JsonException exception)
        {
            throw new ModelFileException(path, $"this is no JSON, or not all of it: {exception.Message}", innerException: exception);
        }
    }
}
