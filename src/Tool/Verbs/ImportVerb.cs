using System;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Security.Cryptography;
using Weft.Import;
using Weft.Import.Llama2C;
using Weft.Tool.Arguments;
using Weft.Tool.Compilation;
using Weft.Tool.Files;
using Weft.Tool.Starting;

namespace Weft.Tool.Verbs;

/// <summary>weft import: a specification and its parameters from a folder of Hugging Face's, or a file of another kind.</summary>
internal sealed class ImportVerb : Verb
{
    private readonly Operands _source = new(
        "one folder is needed",
        least: 1,
        most: 1,
        ("FOLDER|FILE", "a folder with config.json and model.safetensors or its shards, a .gguf file, or a llama2.c checkpoint"));

    private readonly TextOption _name = new("--name", "NAME", "name of the files and of the model's class (the folder's, or the file's)");
    private readonly TextOption _output = new("--output", "DIR", "where they are written (the current folder)");
    private readonly TextOption _adapter = new(
        "--adapter", "DIR", "an adapter of low rank (LoRA), as peft saves one, which is merged into the folder's matrices");

    private readonly FlagOption _keep = new("--keep", "writes NAME.yaml only: the program loads the parameters from where they are");
    private readonly TextOption _tokenizer = new(
        "--tokenizer", "FILE", "the tokenizer.bin of a llama2.c checkpoint, which becomes NAME.model, as SentencePiece has it");

    private readonly FlagOption _json = new("--json", "what was imported and written, as one JSON object");

    /// <summary>Describes the verb.</summary>
    public ImportVerb()
        : base("import", "a specification and parameters from a Hugging Face folder, GGUF file or llama2.c checkpoint") =>
        this.Expect(_source, _name, _output, _adapter, _keep, _tokenizer, _json);

    /// <inheritdoc/>
    public override string Explanation =>
        """
        Reads config.json and model.safetensors, or the shards of model.safetensors.index.json, and writes NAME.yaml and
        NAME.safetensors; tokenizer files are copied beside them. Of a GGUF file, tensors of 8 and 4 bits become singles, and the
        tokenizer in it becomes tokenizer.json or tokenizer.model. A configuration that asks for arithmetic that a specification
        has no words for is refused, and nothing is written.
        """;

    /// <inheritdoc/>
    public override ImmutableArray<string> Examples =>
    [
        "weft import models/Qwen2.5-0.5B --output weights",
        "weft import tinyllama.gguf --name chat",
        "weft import stories15M.bin --tokenizer tokenizer.bin",
    ];

    /// <inheritdoc/>
    protected override int Run(ParseResult command, TextWriter output)
    {
        string? name = command.GetValue(_name);
        string directory = command.GetValue(_output) ?? ".";
        string? tokenizer = command.GetValue(_tokenizer);
        string? adapter = command.GetValue(_adapter);
        bool keeps = command.GetValue(_keep);
        string folder = _source.Take(command)[0];
        bool isFile = File.Exists(folder);

        if (tokenizer is not null && (!isFile || folder.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)))
        {
            throw new UsageException("--tokenizer is for checkpoints of llama2.c; a folder and a GGUF file have their own tokenizers.");
        }

        name ??= isFile
            ? Path.GetFileNameWithoutExtension(folder)
            : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

        if (name.Trim('.').Length == 0 || name != Path.GetFileName(name))
        {
            throw new UsageException($"--name is the name of a file, without its folder, not '{name}'.");
        }

        using ImportedModel model = ModelImport.Open(folder, ClassName.Of(name), adapter);
        string path = Path.Combine(directory, name);
        SpecificationCompiler.Check($"{path}.yaml", model.SpecificationText);
        OutputFolder.Create(directory);

        if (!keeps)
        {
            model.SaveParameters($"{path}.safetensors");
        }

        AtomicFile.WriteText($"{path}.yaml", SchemaFile.Line(SchemaFile.Find(directory)) + model.SpecificationText);
        ImportSummary summary = new(model)
        {
            Specification = $"{path}.yaml",
            Parameters = keeps ? null : ($"{path}.safetensors", Checksum($"{path}.safetensors")),
            LoadingCall = keeps ? LoadingCall(model.Name, folder, adapter) : null,
        };

        if (model.TokenizerName is string own)
        {
            // The one that the model's file has within it.
            model.SaveTokenizer(Path.Combine(directory, own));
            summary.Tokenizers.Add(Path.Combine(directory, own));
        }

        if (tokenizer is not null)
        {
            Llama2CTokenizer.Convert(tokenizer, model.Vocabulary, $"{path}.model");
            summary.Tokenizers.Add($"{path}.model");
        }

        summary.Copied.AddRange(keeps ? [] : TokenizerFiles.Copy(folder, directory));

        if (command.GetValue(_json))
        {
            JsonText.Write(output, summary.WriteJson);
        }
        else
        {
            summary.WriteText(output);
        }

        return CommandLine.Success;
    }

    private static string LoadingCall(string name, string folder, string? adapter) =>
        $"ModelImport.Load<{name}>({Quote(folder)}{(adapter is null ? string.Empty : $", {Quote(adapter)}")})";

    // Backslashes are no escapes in such a text.
    private static string Quote(string path) => $"@\"{path}\"";

    private static string Checksum(string path)
    {
        using FileStream stream = File.OpenRead(path);

        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
