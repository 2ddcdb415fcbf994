using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Weft.Extensions.AI.Tests;
using Weft.Serving;
using Weft.Tokenizers;

namespace Weft.Stress.Sessions;

/// <summary>What the models say where nobody disturbs them, and how they are asked: what attackers compare with.</summary>
internal sealed class Expected
{
    /// <summary>Questions.</summary>
    public const int Count = 6;

    private const int Tokens = 12;
    private const int Beams = 2;
    private const int Steps = 3;
    private const int StartToken = 1;

    private static readonly int[] Data = [.. Enumerable.Range(0, 512).Select(static i => i * i / 5 % 64)];

    private readonly int[][] _continued;
    private readonly int[][] _searched;
    private readonly int[][] _translated;
    private readonly string[] _served;
    private readonly float[] _trained;

    /// <summary>Asks everything once.</summary>
    public Expected()
    {
        using Chatty chatty = CreateChatty();
        using Paired paired = CreatePaired();
        using DecoderSession decoder = chatty.StartInference();
        using EncoderDecoderSession translator = paired.StartInference();
        using Engine engine = Engine.Create(chatty, Tokenizer);
        _continued = [.. Enumerable.Range(0, Count).Select(question => Continue(decoder, question))];
        _searched = [.. Enumerable.Range(0, Count).Select(question => Search(decoder, question, CancellationToken.None))];
        _translated = [.. Enumerable.Range(0, Count).Select(question => Translate(translator, question, CancellationToken.None))];
        _served = [.. Enumerable.Range(0, Count).Select(question => ServeAsync(engine, question, null, CancellationToken.None).Result)];
        _trained = Train(threads: 1);
    }

    /// <summary>The tokenizer of engines.</summary>
    public static Tokenizer Tokenizer { get; } = ByteTokenizer.Create();

    /// <summary>A model that always has the same parameters.</summary>
    public static Chatty CreateChatty() => ModelFactory.Initialize<Chatty>(seed: 1);

    /// <summary>A model that always has the same parameters.</summary>
    public static Paired CreatePaired() => ModelFactory.Initialize<Paired>(seed: 2);

    /// <summary>Batches that are always the same.</summary>
    public static RandomWindows CreateBatches() => new(Data, length: 16, sequences: 4, seed: 3);

    /// <summary>A prompt.</summary>
    public static int[] Prompt(int question) => [.. Enumerable.Range(0, 1 + (question * 3)).Select(i => 'a' + ((i * question) % 26))];

    /// <summary>A continuation, token by token: it is checked although others may move the session meanwhile, for then it ends with an error.</summary>
    public string? CheckContinuation(DecoderSession session, int question) => Compare(Continue(session, question), _continued[question], "continuation");

    /// <summary>The same, many at once.</summary>
    public string? CheckAll(DecoderSession session, CancellationToken cancellation)
    {
        IReadOnlyList<int[]> texts = session.GenerateAll(
            [.. Enumerable.Range(0, Count).Select(Prompt)], new Sampling { Temperature = 0 }, Tokens, cancellation: cancellation);

        return texts.Select((text, question) => Compare(text, _continued[question], "continuation of several")).FirstOrDefault(static problem => problem is not null);
    }

    /// <summary>A search with beams.</summary>
    public string? CheckSearch(DecoderSession session, int question, CancellationToken cancellation) =>
        Compare(Search(session, question, cancellation), _searched[question], "search");

    /// <summary>A translation.</summary>
    public string? CheckTranslation(EncoderDecoderSession session, int question, CancellationToken cancellation) =>
        Compare(Translate(session, question, cancellation), _translated[question], "translation");

    /// <summary>A text of an engine.</summary>
    public string? CheckServed(Engine engine, int question, TimeSpan? timeout, CancellationToken cancellation)
    {
        string text = ServeAsync(engine, question, timeout, cancellation).GetAwaiter().GetResult();

        return text == _served[question] ? null : $"wrong text of an engine: '{text}' for '{_served[question]}'";
    }

    /// <summary>Some steps of training, from the beginning, by a trainer that nobody else has.</summary>
    public string? CheckTraining(int threads) => Train(threads).AsSpan().SequenceEqual(_trained) ? null : "wrong parameters after training";

    /// <summary>A request for an engine.</summary>
    public static TextRequest Request(int question, TimeSpan? timeout) => new()
    {
        Prompt = Prompt(question),
        Sampling = new Sampling { Temperature = 1, Seed = (ulong)question },
        MaxTokens = Tokens,
        Timeout = timeout,
    };

    private static int[] Continue(DecoderSession session, int question)
    {
        List<int> tokens = [];

        foreach (int token in session.Generate(Prompt(question), new Sampling { Temperature = 0 }, Tokens))
        {
            tokens.Add(token);
        }

        return [.. tokens];
    }

    private static int[] Search(DecoderSession session, int question, CancellationToken cancellation) =>
        [.. session.Search([Prompt(question)], new BeamSearch { EndToken = 0, Beams = Beams, MaximumLength = Tokens }, cancellation)[0][0].Tokens];

    private static int[] Translate(EncoderDecoderSession session, int question, CancellationToken cancellation) =>
        [.. session.GenerateAll([[.. Prompt(question).Select(static token => token % 64)]], StartToken, new Sampling { Temperature = 0 }, Tokens, cancellation: cancellation)[0]];

    private static async Task<string> ServeAsync(Engine engine, int question, TimeSpan? timeout, CancellationToken cancellation)
    {
        string text = "";

        await foreach (TextPart part in engine.GenerateAsync(Request(question, timeout), cancellation).ConfigureAwait(false))
        {
            text += part.Text;
        }

        return text;
    }

    private static float[] Train(int threads)
    {
        using Worn model = ModelFactory.Initialize<Worn>(seed: 4);
        using Trainer<Worn> trainer = new(model, new AdamW(), new TrainerOptions { Threads = threads });

        foreach (TrainingStep step in trainer.Run(CreateBatches(), Steps))
        {
        }

        return [.. model.Description.Parameters.SelectMany(info =>
        {
            float[] values = new float[info.Count];
            model.Read(info.Name, values);

            return values;
        })];
    }

    private static string? Compare(int[] actual, int[] expected, string name) =>
        actual.AsSpan().SequenceEqual(expected) ? null : $"wrong {name}: {string.Join(' ', actual)} for {string.Join(' ', expected)}";
}
