using System;
using System.IO;
using System.Text.Json;

namespace Weft.Import.Configuration;

/// <summary>Reads config.json.</summary>
internal static class ConfigurationFile
{
    /// <summary>The mapping at its top.</summary>
    /// <exception cref="ImportException">The file is missing, or it is no JSON mapping.</exception>
    public static ConfigurationSection Read(string path)
    {
        try
        {
            using JsonDocument document = JsonText.Parse(File.ReadAllBytes(path));

            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new ConfigurationSection(path, prefix: string.Empty, document.RootElement.Clone())
                : throw new ImportException(path, "the file is no JSON object.");
        }
        catch (JsonException exception)
        {
            throw new ImportException(path, $"the file is no JSON: line {exception.LineNumber + 1}.", exception);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImportException(path, "there is no such file.", exception);
        }
    }
}
