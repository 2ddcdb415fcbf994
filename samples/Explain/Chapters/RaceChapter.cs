using System.Linq;

namespace Weft.Samples;

/// <summary>The loss of the plays over time: a recurrence and attention of one size, on one core.</summary>
internal sealed class RaceChapter : Chapter
{
    // Steps that are timed together, since one takes but a few milliseconds.
    private const int TimedSteps = 5;
    private const int Repetitions = 8;

    /// <inheritdoc/>
    public override string Name => "race";

    /// <inheritdoc/>
    public override bool IsTimed => true;

    /// <inheritdoc/>
    public override void Measure(Findings findings, Classroom classroom)
    {
        Lesson<Reader> attention = classroom.Train<Reader>();
        Lesson<Recurrent> recurrence = classroom.Train<Recurrent>();
        double attentionStep = StepOf<Reader>(classroom);
        double recurrenceStep = StepOf<Recurrent>(classroom);
        Series attentionCurve = OverTime(attention.Curve(new("attention", "어텐션")), attentionStep);
        Series recurrenceCurve = OverTime(recurrence.Curve("gru"), recurrenceStep);
        findings.Add("step.attention", Statistics.TwoDigits(1e3 * attentionStep));
        findings.Add("step.gru", Statistics.TwoDigits(1e3 * recurrenceStep));
        findings.Add("seconds.attention", Statistics.TwoDigits(attention.Losses.Count * attentionStep));
        findings.Add("seconds.gru", Statistics.TwoDigits(recurrence.Losses.Count * recurrenceStep));
        findings.Add("reached.gru", Statistics.TwoDigits(recurrenceCurve.Points.First(point => point.Y <= attention.Last).X));
        findings.Add("plays", new Chart(
            new("The plays, over time", "희곡, 시간에 따라"),
            new("seconds of one core", "코어 하나에서 초"),
            new("training loss in nats", "학습 손실 (nat)"),
            [attentionCurve, recurrenceCurve]));
    }

    private static Series OverTime(Series curve, double step) => curve with { Points = [.. curve.Points.Select(point => (point.X * step, point.Y))] };

    // Seconds of a step as the lesson has them, of one core.
    private static double StepOf<TModel>(Classroom classroom)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        using Workers one = new(1);
        using Trainer<TModel> trainer = new(classroom.Start<TModel>(), Classroom.Optimizer, new TrainerOptions { Workers = one });
        RandomWindows batches = new(classroom.Plays.Training, TModel.Shape.TrainingLength, TModel.Shape.TrainingSequences, Classroom.Seed);

        return StopClock.Processor(Repetitions, () =>
        {
            foreach (TrainingStep _ in trainer.Run(batches, trainer.Step + TimedSteps))
            {
            }
        }) / TimedSteps;
    }
}
