using System;
using System.IO;
using Weft.Extensions.AI;
using Weft.Import;
using Weft.Import.Llama2C;
using Weft.Serving;
using Weft.Tokenizers;

namespace Weft.Samples;

/// <summary>The model that is served: another one needs its YAML file, its tokenizer and its template here.</summary>
internal sealed class ServedModel : IDisposable
{
    // The token that every story begins with; one ends where the next one begins.
    private const int StoryBegin = 1;

    private readonly Stories _model;
    private readonly Workers _workers;

    private ServedModel(Stories model, Tokenizer tokenizer, ServeOptions options)
    {
        _model = model;
        _workers = new Workers(options.Threads);
        this.Tokenizer = tokenizer;
        this.Engine = Engine.Create(model, tokenizer, new EngineSettings
        {
            QueueCapacity = options.QueueCapacity,
            EndTokens = [StoryBegin],
            Workers = _workers,
            Drafter = options.DraftTokens == 0 ? null : new PromptLookup { MostTokens = options.DraftTokens },
        });
    }

    /// <summary>Its name.</summary>
    public const string Id = "stories260k";

    /// <summary>How a chat is written: this model knows no roles, and goes on from the texts.</summary>
    public static ChatTemplate Template => ChatTemplate.Plain;

    /// <summary>When it was loaded, for lists of models.</summary>
    public DateTimeOffset Created { get; } = DateTimeOffset.UtcNow;

    /// <summary>What writes its texts.</summary>
    public Engine Engine { get; }

    /// <summary>Its tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>Loads it from the folder `model` beside the program.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ServedModel Load(ServeOptions options)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "model");
        Tokenizer tokenizer = LoadTokenizer(Path.Combine(folder, "tok512.bin"));

        return new ServedModel(ModelImport.Load<Stories>(Path.Combine(folder, "stories260K.bin")), tokenizer, options);
    }

    /// <summary>What the model reads of a text.</summary>
    /// <exception cref="ArgumentException">The text has half a surrogate pair.</exception>
    public int[] Encode(string text) => [StoryBegin, .. this.Tokenizer.Encode(text)];

    /// <inheritdoc/>
    public void Dispose()
    {
        this.Engine.Dispose();
        _workers.Dispose();
        _model.Dispose();
    }

    // llama2.c's form of a SentencePiece model, which becomes one for a moment.
    private static Tokenizer LoadTokenizer(string path)
    {
        string folder = Directory.CreateTempSubdirectory("weft-serve").FullName;

        try
        {
            string target = Path.Combine(folder, "tokenizer.model");
            Llama2CTokenizer.Convert(path, Stories.Shape.TargetVocabulary, target);

            return Tokenizer.Load(target);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
