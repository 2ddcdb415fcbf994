using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Samples;

/// <summary>What a recurrence and attention take of time, for texts of any length: in training, in reading and in writing.</summary>
internal sealed class PaceChapter : Chapter
{
    // Characters of a step, in one piece or in many.
    private const int Characters = 4096;
    private const int Repetitions = 3;

    // Two cores are seldom free at once.
    private const int PatientRepetitions = 8;

    private static readonly int[] Lengths = [64, 128, 256, 512, 1024, 2048, 4096];

    /// <inheritdoc/>
    public override string Name => "pace";

    /// <inheritdoc/>
    public override bool IsTimed => true;

    /// <inheritdoc/>
    public override void Measure(Findings findings, Classroom classroom)
    {
        MeasureSteps(findings, classroom);
        MeasureTokens(findings, classroom);
    }

    private static void MeasureSteps(Findings findings, Classroom classroom)
    {
        using Workers one = new(1);
        (double Length, double Time)[] attention = Steps<LongAttention4096>(classroom, one, Lengths, static work => StopClock.Processor(Repetitions, work));
        (double Length, double Time)[] recurrence = Steps<LongGru4096>(classroom, one, Lengths, static work => StopClock.Processor(Repetitions, work));
        Add(findings, "step.attention", attention);
        Add(findings, "step.gru", recurrence);
        findings.Add("threads.attention", Statistics.TwoDigits(Gain<LongAttention4096>(classroom, one)));
        findings.Add("threads.gru", Statistics.TwoDigits(Gain<LongGru4096>(classroom, one)));
        findings.Add("step", new Chart(
            new("A step of training, 4,096 characters", "학습 한 스텝, 4,096글자"),
            new("characters of each piece", "조각 하나의 글자 수"),
            new("milliseconds of one core", "코어 하나에서 밀리초"),
            [
                new(new("attention", "어텐션"), attention, Mark.Dots),
                new("gru", recurrence, Mark.Dots),
            ]) { LogarithmicAcross = true });
    }

    private static void MeasureTokens(Findings findings, Classroom classroom)
    {
        (double, double)[] attentionReads = Reads(classroom.Start<LongAttention4096>(), classroom.Plays, atOnce: true);
        (double, double)[] attentionWrites = Reads(classroom.Start<LongAttention4096>(), classroom.Plays, atOnce: false);
        (double, double)[] recurrenceReads = Reads(classroom.Start<LongGru4096>(), classroom.Plays, atOnce: true);
        (double, double)[] recurrenceWrites = Reads(classroom.Start<LongGru4096>(), classroom.Plays, atOnce: false);
        Add(findings, "once.attention", attentionReads);
        Add(findings, "each.attention", attentionWrites);
        Add(findings, "once.gru", recurrenceReads);
        Add(findings, "each.gru", recurrenceWrites);
        findings.Add("token", new Chart(
            new("A character of a text", "글의 글자 하나"),
            new("characters of the text", "글의 글자 수"),
            new("microseconds of one core for each", "코어 하나에서 글자당 마이크로초"),
            [
                new(new("attention, one by one", "어텐션, 하나씩"), attentionWrites, Mark.Dots),
                new(new("gru, one by one", "gru, 하나씩"), recurrenceWrites, Mark.Dots),
                new(new("attention, all at once", "어텐션, 한꺼번에"), attentionReads, Mark.Dots),
                new(new("gru, all at once", "gru, 한꺼번에"), recurrenceReads, Mark.Dots),
            ]) { LogarithmicAcross = true, LogarithmicUp = true });
    }

    private static void Add(Findings findings, string key, IReadOnlyList<(double Length, double Time)> times)
    {
        foreach (int length in new[] { Lengths[0], Lengths[^1] })
        {
            findings.Add($"{key}.{length}", Statistics.TwoDigits(times.First(time => time.Length == length).Time));
        }
    }

    // How many times as fast the longest piece is with two threads.
    private static double Gain<TModel>(Classroom classroom, Workers one)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        using Workers two = new(2);

        return Steps<TModel>(classroom, one, [Characters], Elapsed)[0].Time / Steps<TModel>(classroom, two, [Characters], Elapsed)[0].Time;

        static double Elapsed(Action work) => StopClock.Elapsed(PatientRepetitions, work);
    }

    // Milliseconds of a step, for each length.
    private static (double Length, double Time)[] Steps<TModel>(Classroom classroom, Workers workers, IEnumerable<int> lengths, Func<Action, double> clock)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        using Trainer<TModel> trainer = new(classroom.Start<TModel>(), Classroom.Optimizer, new TrainerOptions { Workers = workers });

        return [.. lengths.Select(length =>
        {
            RandomWindows batches = new(classroom.Plays.Training, length, Characters / length, Classroom.Seed);

            return ((double)length, 1e3 * clock(() => Step(trainer, batches)));
        })];
    }

    private static void Step(Trainer trainer, RandomWindows batches)
    {
        foreach (TrainingStep _ in trainer.Run(batches, trainer.Step + 1))
        {
        }
    }

    // Microseconds for each character of a text, which is there as a whole, or is written and therefore comes character by character.
    private static (double Length, double Time)[] Reads<TModel>(TModel model, Plays plays, bool atOnce)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        using Workers one = new(1);
        using DecoderSession session = (DecoderSession)model.StartInference(one);

        return [.. Lengths.Select(length => ((double)length, 1e6 / length * StopClock.Processor(Repetitions * Characters / length, () =>
        {
            session.Reset();

            foreach (ReadOnlyMemory<int> part in Parts(plays.Validation[..length], atOnce ? length : 1))
            {
                _ = session.Feed(part.Span);
            }
        })))];
    }

    private static IEnumerable<ReadOnlyMemory<int>> Parts(ReadOnlyMemory<int> text, int length)
    {
        for (int start = 0; start < text.Length; start += length)
        {
            yield return text.Slice(start, length);
        }
    }
}
