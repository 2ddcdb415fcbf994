using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Xunit;

namespace Weft.Import.Tests;

/// <summary>Every key of a configuration with values that it should not have: the folder is read, or the file or the key is named.</summary>
public sealed class HostileConfigurationTests : IDisposable
{
    private static readonly string[] Values = ["0", "-1", "1", "2147483647", "1e40", "\"text\"", "[]", "[1]", "[\"text\"]", "{}", "true", "false", "null"];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-");

    public static TheoryData<string> Folders =>
        [.. Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "huggingface")).Select(Path.GetFileName).OfType<string>()];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Folders))]
    public void AnyValue_IsReadOrRefused(string name)
    {
        string given = Path.Combine(AppContext.BaseDirectory, "huggingface", name);
        File.Copy(Path.Combine(given, "model.safetensors"), Path.Combine(_folder.FullName, "model.safetensors"));
        JsonObject config = JsonNode.Parse(File.ReadAllText(Path.Combine(given, "config.json")))!.AsObject();
        List<string> failures = [];

        foreach ((string key, string value) in config.Select(static item => item.Key).SelectMany(static key => Values.Select(value => (key, value))))
        {
            JsonObject changed = config.DeepClone().AsObject();
            changed[key] = JsonNode.Parse(value);
            File.WriteAllText(Path.Combine(_folder.FullName, "config.json"), changed.ToJsonString());

            if (Record.Exception(() => ModelImport.Open(_folder.FullName, "Tiny").Dispose()) is { } exception and not IOException)
            {
                failures.Add($"{key}: {value}: {exception.GetType().Name} {exception.Message}");
            }
        }

        Assert.Empty(failures);
    }
}
