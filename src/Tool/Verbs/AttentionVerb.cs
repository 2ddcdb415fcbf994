using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using Weft.Generator.Specification;
using Weft.Tool.Arguments;
using Weft.Tool.Compilation;
using Weft.Tool.Running;
using Weft.Tool.Viewing;

namespace Weft.Tool.Verbs;

/// <summary>weft attention: a page that shows what a model's heads look at in a text.</summary>
internal sealed class AttentionVerb : Verb
{
    private readonly Operands _files = new(
        "a spec file and a file of parameters are needed",
        least: 2,
        most: 2,
        ("SPEC", "the model's YAML file"),
        ("WEIGHTS", "its parameters, a safetensors file; also a trainer's checkpoint"));

    private readonly TextOption _text = new("--text", "TEXT", "what the model reads; of an encoder-decoder the target");
    private readonly TextOption _source = new("--source", "TEXT", "what the encoder of an encoder-decoder reads");
    private readonly TextOption _output = new("--output", "FILE", "the page to write, needed");
    private readonly TextOption _tokenizer = new(
        "--tokenizer", "PATH", "a tokenizer's file or folder (what lies beside WEIGHTS)");

    private readonly TextOption _characters = new("--characters", "FILE", "a text whose characters are the tokens, instead of a tokenizer");
    private readonly TextOption _start = new("--start", "TOKEN", "what the targets of an encoder-decoder start from (<s> or <pad>)");

    /// <summary>Describes the verb.</summary>
    public AttentionVerb()
        : base("attention", "a page that shows what a model's heads look at in a text") =>
        this.Expect(_files, _text, _source, _output, _tokenizer, _characters, _start);

    /// <inheritdoc/>
    public override string Explanation =>
        """
        Compiles a model in memory with inference: { attention: true }, whatever its specification says, lets it read a text, and
        writes the attention weights of every layer and head as one page, which needs no network. An encoder-decoder reads --source;
        without --text it writes its own target, always the likeliest token. Tokens are those of NAME.vocab.json and
        NAME.merges.txt beside NAME.safetensors, of the tokenizer files in that folder, or of --tokenizer.
        """;

    /// <inheritdoc/>
    public override ImmutableArray<string> Examples =>
    [
        "weft attention models/gpt2.yaml models/gpt2.safetensors --text \"The dog that bit the man\" --output map.html",
        "weft attention models/translator.yaml translator.safetensors --source \"나는 공부를 한다.\" --output map.html",
    ];

    /// <inheritdoc/>
    protected override int Run(ParseResult command, TextWriter output)
    {
        string[] paths = _files.Take(command);
        string page = command.GetValue(_output) ?? throw new UsageException("--output FILE is needed.");
        string? characters = command.GetValue(_characters);

        if (characters is not null && command.GetValue(_tokenizer) is not null)
        {
            throw new UsageException("--tokenizer and --characters contradict each other.");
        }

        (ModelSpecification specification, _, ModelBuild build) = SpecificationCompiler.Compile(paths[0], Watched);
        this.CheckTexts(command, specification);
        TextTokens tokens = TextTokens.Load(paths[1], command.GetValue(_tokenizer), characters);
        RunnableModel runnable = InMemoryCompiler.Compile(build.Sources, specification.FullName);
        using TransformerModel model = runnable.Load(paths[1]);
        using Workers workers = new(0);
        using InferenceSession session = runnable.StartInference(model, workers);
        IReadOnlyList<AttentionGroup> groups = new AttentionReader(specification, runnable.Shape, tokens)
        {
            Text = command.GetValue(_text),
            Source = command.GetValue(_source),
            Start = command.GetValue(_start),
        }.Read(session);
        AtomicFile.WriteText(page, AttentionPage.Create(specification.Model, groups));
        output.WriteLine($"{page}: written.");

        return CommandLine.Success;
    }

    // One sequence is looked at, and nothing is trained.
    private static ModelSpecification Watched(ModelSpecification model) => model with
    {
        Training = null,
        Inference = model.Inference with { Sequences = 1, Beam = 1, Attention = true },
    };

    private void CheckTexts(ParseResult command, ModelSpecification model)
    {
        bool translates = model is { HasEncoder: true, HasDecoder: true };
        string? source = command.GetValue(_source);

        if (model.Image is not null)
        {
            throw new IOException($"{model.Model} reads images (image), and this command shows texts.");
        }

        if (model.IsRecurrent)
        {
            throw new IOException($"{model.Model} has no attention to show (mixer).");
        }

        if (translates && source is null)
        {
            throw new UsageException($"--source TEXT is needed: {model.Model} is an encoder-decoder.");
        }

        if (!translates && (source ?? command.GetValue(_start)) is not null)
        {
            string option = source is null ? _start.Name : _source.Name;

            throw new UsageException($"{option} is for an encoder-decoder, and {model.Model} is a model of one stack.");
        }

        if (!translates && command.GetValue(_text) is null)
        {
            throw new UsageException("--text TEXT is needed.");
        }
    }
}
