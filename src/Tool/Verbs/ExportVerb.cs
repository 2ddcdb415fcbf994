using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Import;
using Weft.Tool.Arguments;
using Weft.Tool.Compilation;
using Weft.Tool.Files;

namespace Weft.Tool.Verbs;

/// <summary>weft export: a Hugging Face folder of a model's own parameters.</summary>
internal sealed class ExportVerb : Verb
{
    private readonly Operands _files = new(
        "a spec file and a file of parameters are needed",
        least: 2,
        most: 2,
        ("SPEC", "the model's YAML file"),
        ("WEIGHTS", "its parameters, a safetensors file; also a trainer's checkpoint"));

    private readonly TextOption _output = new("--output", "DIR", "the folder to write, needed");
    private readonly TextOption _family = new("--family", "NAME", "what model_type is to say (the first family that has all keys)");
    private readonly TextOption _tokenizer = new("--tokenizer", "DIR", "a folder whose tokenizer files are copied beside the model");
    private readonly FlagOption _json = new("--json", "what was written, as one JSON object");

    /// <summary>Describes the verb.</summary>
    public ExportVerb()
        : base("export", "a Hugging Face folder of a model's own parameters")
    {
        _family.CompletionSources.Add([.. ModelExport.Families]);
        this.Expect(_files, _output, _family, _tokenizer, _json);
    }

    /// <inheritdoc/>
    public override string Explanation =>
        """
        Writes config.json and model.safetensors as Hugging Face's transformers library reads them: what weft import does, turned
        round. The family is found by the keys of the specification. A model with a key that no family has is refused by that key,
        and nothing is written.
        """;

    /// <inheritdoc/>
    public override ImmutableArray<string> Examples =>
    [
        "weft export models/chat.yaml chat.safetensors --output chat-hf",
        "weft export models/chat.yaml chat.safetensors --output chat-hf --family mistral --tokenizer models",
    ];

    /// <inheritdoc/>
    protected override int Run(ParseResult command, TextWriter output)
    {
        string[] paths = _files.Take(command);
        string folder = command.GetValue(_output) ?? throw new UsageException("--output DIR is needed.");
        string? tokenizer = command.GetValue(_tokenizer);
        string? family = this.Family(command);
        (_, ModelProgram program, _) = SpecificationCompiler.Compile(paths[0]);
        OutputFolder.Refuse(folder);

        if (tokenizer is not null && !TokenizerFiles.AreIn(tokenizer))
        {
            throw new IOException($"{tokenizer}: there is no such folder with tokenizer files, such as tokenizer.json.");
        }

        ExportedModel model = ModelExport.Find(DescribedModel.Of(program), family);
        model.Save(paths[1], folder);
        IReadOnlyList<string> copies = tokenizer is null ? [] : TokenizerFiles.Copy(tokenizer, folder);
        string[] written = [.. new[] { "config.json", "model.safetensors" }.Select(name => Path.Combine(folder, name)), .. copies];

        if (command.GetValue(_json))
        {
            JsonText.Write(output, json =>
            {
                json.WriteString("family", model.Family);
                json.WriteString("class", model.ClassName);
                json.WriteStartArray("files");
                System.Array.ForEach(written, json.WriteStringValue);
                json.WriteEndArray();
            });
        }
        else
        {
            int count = model.TensorNames.Count();
            output.WriteLine($"{program.Identity.Name}: family {model.Family}, class {model.ClassName}, {count} tensors.");
            System.Array.ForEach(written, path => output.WriteLine($"{path}: written."));
        }

        return CommandLine.Success;
    }

    private string? Family(ParseResult command)
    {
        string? name = command.GetValue(_family);

        return name is null || ModelExport.Families.Contains(name)
            ? name
            : throw new UsageException(
                $"there is no family '{name}'; "
                + UsageCheck.Suggest(name, ModelExport.Families, $"the families are {string.Join(", ", ModelExport.Families)}."));
    }
}
