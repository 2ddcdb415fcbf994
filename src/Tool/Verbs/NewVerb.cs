using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Linq;
using Weft.Generator.Specification;
using Weft.Import;
using Weft.Tool.Arguments;
using Weft.Tool.Compilation;
using Weft.Tool.Starting;

namespace Weft.Tool.Verbs;

/// <summary>weft new: a specification to start from.</summary>
internal sealed class NewVerb : Verb
{
    private const string UsualForSize = "as usual for the size";

    private static readonly ImmutableArray<(string Name, Architecture Value)> Architectures =
    [
        .. ((Architecture[])[Architecture.Decoder, Architecture.Encoder, Architecture.EncoderDecoder])
            .Select(static value => (SpecificationKeys.Architecture.NameOf(value), value)),
    ];

    private static readonly ImmutableArray<(string Name, ModelSize Value)> Sizes =
        [.. ModelSize.All.Select(static size => (size.Name, size))];

    private readonly Operands _path = new("one file to write is needed", least: 1, most: 1, ("SPEC", "the YAML file to write"));
    private readonly TextOption _name = new("--name", "NAME", "the class that the model becomes (after the file)");
    private readonly ChoiceOption<Architecture> _architecture = new("--architecture", [], "what the model is", Architectures);
    private readonly ChoiceOption<ModelSize> _size = new("--size", [], "columns, layers and heads", Sizes);
    private readonly WholeOption _vocabulary = new("--vocabulary", "token ids", least: 1, Limits.Rows, UsualForSize);
    private readonly WholeOption _maxLength = new("--max-length", "tokens of the longest sequence", least: 1, Limits.Rows, UsualForSize);
    private readonly FlagOption _training = new("--training", "the model is trained (the default)");
    private readonly FlagOption _noTraining = new("--no-training", "the model is only used, with parameters that come from elsewhere");
    private readonly FlagOption _schema =
        new("--schema", $"writes {SchemaFile.Name} beside it, with which editors complete and check keys");

    private readonly FlagOption _force = new("--force", "replaces files that are there");
    private readonly TextReader? _answers;

    /// <summary>Describes the verb.</summary>
    /// <param name="answers">Whoever sits at the terminal; null where nobody does.</param>
    public NewVerb(TextReader? answers)
        : base("new", "a commented specification to start from")
    {
        _answers = answers;
        this.Expect(_path, _name, _architecture, _size, _vocabulary, _maxLength, _training, _noTraining, _schema, _force);
    }

    /// <inheritdoc/>
    public override string Explanation =>
        $"""
        Writes a YAML file that a build takes as it is, each key with a comment. On a terminal it asks for what the command does not
        say; otherwise that is as usual. Where {SchemaFile.Name} lies beside the file or in a folder above it, the first line points
        there, for editors with a YAML language server.
        """;

    /// <inheritdoc/>
    public override ImmutableArray<string> Examples =>
    [
        "weft new models/chat.yaml",
        "weft new translator.yaml --architecture encoder-decoder --size medium --vocabulary 8000 --schema",
    ];

    /// <inheritdoc/>
    protected override int Run(ParseResult command, TextWriter output)
    {
        string path = _path.Take(command)[0];
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        this.CheckTarget(command, path, folder);
        NewModel model = this.Ask(command, new Questions(_answers, output), path);
        bool writesSchema = command.GetValue(_schema);
        string text = SpecificationTemplate.Write(model, writesSchema ? SchemaFile.Name : SchemaFile.Find(folder));
        SpecificationCompiler.Check(path, text);

        if (writesSchema)
        {
            AtomicFile.WriteText(Path.Combine(folder, SchemaFile.Name), SchemaFile.Text);
        }

        AtomicFile.WriteText(path, text);
        output.WriteLine($"{path}: written.");

        return CommandLine.Success;
    }

    private void CheckTarget(ParseResult command, string path, string folder)
    {
        if (command.GetValue(_training) && command.GetValue(_noTraining))
        {
            throw new UsageException($"{_training.Name} and {_noTraining.Name} contradict each other.");
        }

        if (Directory.Exists(path))
        {
            throw new IOException($"{path}: this is a folder and no file.");
        }

        if (!Directory.Exists(folder))
        {
            throw new IOException($"{path}: there is no folder {folder}.");
        }

        if (File.Exists(path) && !command.GetValue(_force))
        {
            throw new IOException($"{path}: the file is there already; {_force.Name} replaces it.");
        }
    }

    private NewModel Ask(ParseResult command, Questions questions, string path)
    {
        string name = command.GetValue(_name)
            ?? questions.AskText("Name of the class", ClassName.Of(Path.GetFileNameWithoutExtension(path)));
        Architecture architecture = command.GetResult(_architecture) is { Implicit: false }
            ? command.GetValue(_architecture)
            : questions.AskChoice("Architecture", Architectures);
        ModelSize size = command.GetResult(_size) is { Implicit: false } ? command.GetValue(_size)! : questions.AskChoice("Size", Sizes);
        int vocabulary = _vocabulary.Find(command) ?? questions.AskWhole("Token ids of the vocabulary", size.Vocabulary, 1, Limits.Rows);
        int maxLength = _maxLength.Find(command) ?? questions.AskWhole("Tokens of the longest sequence", size.MaxLength, 1, Limits.Rows);
        bool isTrained = command.GetValue(_training)
            || (!command.GetValue(_noTraining) && questions.AskChoice("Is it trained", [("yes", true), ("no", false)]));

        return new NewModel(name, architecture, size, vocabulary, maxLength, isTrained);
    }
}
