using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using static System.FormattableString;

namespace Weft.Samples;

/// <summary>Tells who most likely says something.</summary>
/// <param name="output">Receives the names.</param>
/// <param name="settings">What is asked.</param>
internal sealed class AnswerJob(TextWriter output, Settings settings)
{
    private const int Answers = 3;

    /// <summary>Prints the likeliest speakers, each with its probability.</summary>
    /// <exception cref="IOException">There is no classifier, or a file is damaged or cannot be read.</exception>
    public void Run()
    {
        string path = settings.Classifier;

        if (!File.Exists(path))
        {
            throw new IOException($"{path}: there is no classifier yet; without a speech, the program trains one.");
        }

        string[] speakers = ReadSpeakers(path);
        ModelFiles files = new(settings.Folder);
        files.Ensure();
        int[] tokens = Examples.Tokenize(Examples.LoadTokenizer(files.Vocabulary), settings.Speech);
        using Speakers model = Speakers.Load(path);
        using Workers workers = new(settings.Threads);
        using Speakers.Inference session = model.StartInference(workers);
        session.Run([tokens]);

        foreach ((int speaker, double probability) in Likeliest(session.LogitsOf(0)[..speakers.Length]))
        {
            output.WriteLine(Invariant($"{100 * probability,5:F1} %  {speakers[speaker]}"));
        }
    }

    private static string[] ReadSpeakers(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        string[] speakers = file.Metadata.GetValueOrDefault(TrainingJob.SpeakersName)?.Split('\n') ?? [];

        return speakers.Length is > 0 && speakers.Length <= Speakers.Shape.Outputs
            ? speakers
            : throw new IOException($"{path}: this is no classifier of this program; it names no speakers.");
    }

    private static IEnumerable<(int Speaker, double Probability)> Likeliest(ReadOnlySpan<float> logits)
    {
        double[] powers = new double[logits.Length];

        for (int speaker = 0; speaker < powers.Length; speaker++)
        {
            powers[speaker] = Math.Exp(logits[speaker]);
        }

        double sum = powers.Sum();

        return powers.Select((power, speaker) => (speaker, power / sum)).OrderByDescending(static pair => pair.Item2).Take(Answers);
    }
}
