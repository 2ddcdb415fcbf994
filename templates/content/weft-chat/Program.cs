using Microsoft.Extensions.AI;
using Weft;
using Weft.Chat1;
using Weft.Extensions.AI;
using Weft.Tokenizers;

const string parameters = "talker.safetensors";
Tokenizer tokenizer = Tokenizer.Load(Path.Combine(AppContext.BaseDirectory, "tokenizer.json"));

// The class Talker is compiled from talker.yaml. The first run trains it.
using Talker model = File.Exists(parameters) ? Talker.Load(parameters) : Train();

// From here on, it is a chat client as any other.
using IChatClient client = TextChatClient.Create(
    model, tokenizer, ChatTemplate.ChatML, new TextChatSettings { Sampling = Sampling.Greedy, MaxOutputTokens = 200 });

if (args.Length > 0)
{
    await Answer(string.Join(' ', args));

    return;
}

Console.WriteLine("Ask something, such as: What is Weft? An empty line ends the chat.");

while (Console.ReadLine() is { Length: > 0 } question)
{
    await Answer(question);
}

async Task Answer(string question)
{
    await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(question))
    {
        Console.Write(update.Text);
    }

    Console.WriteLine();
}

// Trains on the dialogues, questions and answers by turns, as ChatML writes them.
Talker Train()
{
    const int steps = 250;
    int[][] dialogues = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "dialogues.txt")).Chunk(2).Select(Encode)];
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

int[] Encode(string[] dialogue) =>
    tokenizer.Encode($"{ChatTemplate.ChatML.Write([new ChatMessage(ChatRole.User, dialogue[0])])}{dialogue[1]}<|im_end|>\n");

static int[][] Shuffled(int[][] dialogues, int round)
{
    int[][] shuffled = [.. dialogues];
    new Random(round).Shuffle(shuffled);

    return shuffled;
}
