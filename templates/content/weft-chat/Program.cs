using Microsoft.Extensions.AI;
using Weft;
using Weft.Chat1;
using Weft.Extensions.AI;
using Weft.Tokenizers;

// dotnet run -c Release -- [QUESTION]
const string parameters = "talker.safetensors";

if (args is [['-', ..], ..])
{
    Console.Error.WriteLine("A question may follow: dotnet run -c Release -- What is Weft?");

    return 1;
}

try
{
    await Chat(string.Join(' ', args));

    return 0;
}
catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
{
    // Files that are missing, damaged or another model's, and questions that are too long.
    Console.Error.WriteLine(problem.Message);

    return 1;
}

static async Task Chat(string firstQuestion)
{
    Tokenizer tokenizer = Tokenizer.Load(Path.Combine(AppContext.BaseDirectory, "tokenizer.json"));

    // The class Talker is compiled from talker.yaml. The first run trains it.
    using Talker model = File.Exists(parameters) ? Load() : Train(tokenizer);

    // From here on, it is a chat client as any other.
    using IChatClient client = TextChatClient.Create(
        model, tokenizer, ChatTemplate.ChatML, new TextChatSettings { Sampling = Sampling.Greedy, MaxOutputTokens = 200 });

    if (firstQuestion.Length > 0)
    {
        await Answer(client, firstQuestion);

        return;
    }

    Console.WriteLine("Ask something, such as: What is Weft? An empty line ends the chat.");

    while (Console.ReadLine() is { Length: > 0 } question)
    {
        try
        {
            await Answer(client, question);
        }
        catch (ArgumentException problem)
        {
            // A question that is too long; the next may be shorter.
            Console.Error.WriteLine(problem.Message);
        }
    }
}

static async Task Answer(IChatClient client, string question)
{
    await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(question))
    {
        Console.Write(update.Text);
    }

    Console.WriteLine();
}

static Talker Load()
{
    try
    {
        return Talker.Load(parameters);
    }
    catch (ModelFileException problem)
    {
        // As after a change of talker.yaml.
        throw new IOException($"{problem.Message} Without the file, the next run trains anew.", problem);
    }
}

// Trains on the dialogues, questions and answers by turns, as ChatML writes them.
static Talker Train(Tokenizer tokenizer)
{
    const int steps = 250;
    string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "dialogues.txt"));

    if (lines.Length == 0 || lines.Length % 2 != 0)
    {
        throw new IOException($"dialogues.txt has {lines.Length} lines; each question needs the answer in the line below it.");
    }

    int[][] dialogues = [.. lines.Chunk(2).Select(dialogue => Encode(tokenizer, dialogue[0], dialogue[1]))];
    int[] tokens = [.. Enumerable.Range(0, 20).SelectMany(round => Shuffled(dialogues, round)).SelectMany(static dialogue => dialogue)];

    Talker talker = Talker.Initialize(seed: 1);
    AdamW optimizer = new() { LearningRate = LearningRate.Cosine(3e-3, warmupSteps: 25, totalSteps: steps) };
    using Trainer<Talker> trainer = new(talker, optimizer);
    RandomWindows windows = new(tokens, Talker.Shape.TrainingLength, Talker.Shape.TrainingSequences, seed: 1);

    foreach (TrainingStep step in trainer.Run(windows, steps))
    {
        if (step.Step % 50 == 0)
        {
            Console.WriteLine($"training, step {step.Step} of {steps}: loss {step.Loss:F3}");
        }
    }

    talker.Save(parameters);

    return talker;
}

static int[] Encode(Tokenizer tokenizer, string question, string answer) =>
    tokenizer.Encode($"{ChatTemplate.ChatML.Write([new ChatMessage(ChatRole.User, question)])}{answer}<|im_end|>\n");

static int[][] Shuffled(int[][] dialogues, int round)
{
    int[][] shuffled = [.. dialogues];
    new Random(round).Shuffle(shuffled);

    return shuffled;
}
