using System.Linq;

namespace Weft.Samples;

/// <summary>Rates that stay, and one that rises and falls.</summary>
internal sealed class RateChapter : Chapter
{
    /// <summary>Steps of the runs of six layers.</summary>
    public const int Steps = 300;

    private const int Warmup = 60;

    private static readonly Phrase Step = new("step", "스텝");

    /// <summary>The schedule of the paper, at a rate that is good for these models.</summary>
    public static AdamW Ordinary { get; } = Warm(0.25);

    /// <inheritdoc/>
    public override string Name => "rate";

    /// <inheritdoc/>
    public override void Measure(Findings findings, Classroom classroom)
    {
        (string Key, Phrase Label, AdamW Optimizer)[] plans =
        [
            ("constant.small", new("constant 0.0003", "일정 0.0003"), Constant(3e-4)),
            ("constant.middle", new("constant 0.004", "일정 0.004"), Constant(4e-3)),
            ("constant.large", new("constant 0.016", "일정 0.016"), Constant(16e-3)),
            ("warm.middle", new("warm-up to 0.004", "워밍업, 최고 0.004"), Ordinary),
            ("warm.large", new("warm-up to 0.016", "워밍업, 최고 0.016"), Warm(1)),
        ];
        Lesson<Deep>[] lessons = [.. plans.Select(plan => classroom.Train<Deep>(plan.Optimizer, Steps))];

        for (int plan = 0; plan < plans.Length; plan++)
        {
            findings.Add($"heldout.{plans[plan].Key}", lessons[plan].HeldOut);
        }

        findings.Add("warmup", Warmup);
        findings.Add("steps", Steps);
        findings.Add("peak", Ordinary.LearningRate.At(Warmup - 1));
        findings.Add("last", Ordinary.LearningRate.At(Steps - 1));
        findings.Add("schedules", new Chart(
            new("Learning rates", "학습률"),
            Step,
            new("rate", "학습률"),
            [.. plans[1..].Select(static plan => new Series(plan.Label, [.. Enumerable.Range(0, Steps).Where(static step => step % 3 == 0).Select(step => ((double)step, plan.Optimizer.LearningRate.At(step)))]))]));
        findings.Add("training", new Chart(
            new("The same six layers at five rates", "같은 여섯 층, 다섯 가지 학습률"),
            Step,
            new("training loss in nats", "학습 손실 (nat)"),
            [.. plans.Zip(lessons, static (plan, lesson) => lesson.Curve(plan.Label))]));
    }

    private static AdamW Constant(double rate) => new() { LearningRate = rate, Beta2 = 0.98, Epsilon = 1e-9 };

    private static AdamW Warm(double factor) => Constant(0) with { LearningRate = LearningRate.Noam(Deep.ModelSize, Warmup, factor) };
}
