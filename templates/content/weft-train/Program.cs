using System.Globalization;
using Weft;
using Weft.Train1;

// dotnet run -c Release -- [TEXT FILE] [STEPS]
string textFile = args.Length > 0 ? args[0] : Path.Combine(AppContext.BaseDirectory, "text.txt");
int steps = 500;

if (args.Length > 2 || textFile.StartsWith('-')
    || (args.Length == 2 && !int.TryParse(args[1], CultureInfo.InvariantCulture, out steps)) || steps < 1)
{
    return Fail("A text file and a number of steps may follow: dotnet run -c Release -- my.txt 2000");
}

try
{
    return Train(textFile, steps);
}
catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
{
    // Files that cannot be read or written, and texts that do not fit the model.
    return Fail(problem.Message);
}

static int Train(string textFile, int steps)
{
    if (Directory.Exists(textFile))
    {
        return Fail($"{textFile} is a folder; a text file is needed.");
    }

    // A token is a byte of the text.
    int[] tokens = [.. File.ReadAllBytes(textFile).Select(static letter => (int)letter)];
    int length = WriterModel.Shape.TrainingLength;

    if (tokens.Length <= length)
    {
        return Fail($"{textFile} has {tokens.Length} bytes; training needs {length + 1} or more.");
    }

    Console.WriteLine($"{WriterModel.ParameterCount:N0} parameters, {tokens.Length:N0} bytes to train on, {steps:N0} steps");

    // The class WriterModel is compiled from writer.yaml: change a size there, and build again.
    using WriterModel model = WriterModel.Initialize(seed: 1);
    AdamW optimizer = new() { LearningRate = LearningRate.Cosine(3e-3, warmupSteps: steps / 10, totalSteps: steps, floor: 3e-4) };
    using Trainer<WriterModel> trainer = new(model, optimizer);
    RandomWindows windows = new(tokens, length, WriterModel.Shape.TrainingSequences, seed: 1);

    // A page with the curves of the run, to open in a browser while it goes on.
    using TrainingReport report = new("writer.html", trainer);

    foreach (TrainingStep step in trainer.Run(windows, steps))
    {
        report.Add(step);

        if (step.Step % 50 == 0 || step.Step == steps)
        {
            Console.WriteLine($"step {step.Step}: loss {step.Loss:F3}");
        }
    }

    model.Save("writer.safetensors");
    Console.WriteLine("saved in writer.safetensors; WriterModel.Load reads it\n");

    // Write 500 bytes, beginning with a new line. When the model's memory is full, it reads three quarters of it anew.
    using WriterModel.Inference session = model.StartInference();
    using Stream output = Console.OpenStandardOutput();
    Sampling sampling = new() { Temperature = 0.8f, Seed = 1 };

    foreach (int token in session.Generate([(byte)'\n'], sampling, count: 500, keep: WriterModel.Shape.MaxLength * 3 / 4))
    {
        output.WriteByte((byte)token);
    }

    output.WriteByte((byte)'\n');

    return 0;
}

static int Fail(string problem)
{
    Console.Error.WriteLine(problem);

    return 1;
}
