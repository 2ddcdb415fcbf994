using Microsoft.Extensions.AI;
using Weft.Embed1;
using Weft.Extensions.AI;
using Weft.Tokenizers;

// dotnet run -c Release -- [QUESTION] [TEXT FILE]
string question = args.Length > 0 ? args[0] : "How do I get to the island?";
string textFile = args.Length > 1 ? args[1] : Path.Combine(AppContext.BaseDirectory, "texts.txt");
string models = Path.Combine(AppContext.BaseDirectory, "models");

if (question.StartsWith('-') || args.Length > 2)
{
    return Fail("A question and a text file may follow: dotnet run -c Release -- \"How do I get to the island?\" texts.txt");
}

if (!File.Exists(Path.Combine(models, "sentences.safetensors")))
{
    return Fail("The model has no parameters yet: weft import FOLDER --name sentences --output models; README.md tells more.");
}

try
{
    return await Search(question, textFile, models);
}
catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
{
    // Files that are missing, damaged or another model's, and texts without a word that the model knows.
    return Fail(problem.Message);
}

static async Task<int> Search(string question, string textFile, string models)
{
    if (Directory.Exists(textFile))
    {
        return Fail($"{textFile} is a folder; a text file is needed, and each line of it is a text.");
    }

    string[] texts = [.. File.ReadLines(textFile).Where(static line => !string.IsNullOrWhiteSpace(line))];

    if (texts.Length == 0)
    {
        return Fail($"{textFile} has no text to search; each line is one.");
    }

    // The class Sentences is compiled from models/sentences.yaml.
    using Sentences model = Sentences.Load(Path.Combine(models, "sentences.safetensors"));
    Tokenizer tokenizer = Tokenizer.Load(models);
    using TextEmbeddingGenerator generator = TextEmbeddingGenerator.Create(model, tokenizer);
    GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(texts);
    ReadOnlyMemory<float> asked = await generator.GenerateVectorAsync(question);

    // Vectors have length 1, so that their product is the cosine between them.
    var nearest = texts.Zip(embeddings, (text, embedding) => (Text: text, Cosine: Product(asked.Span, embedding.Vector.Span)));

    foreach ((string text, float cosine) in nearest.OrderByDescending(static item => item.Cosine).Take(3))
    {
        Console.WriteLine($"{cosine:F3}  {text}");
    }

    return 0;
}

static float Product(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
{
    float sum = 0;

    for (int i = 0; i < first.Length; i++)
    {
        sum += first[i] * second[i];
    }

    return sum;
}

static int Fail(string problem)
{
    Console.Error.WriteLine(problem);

    return 1;
}
