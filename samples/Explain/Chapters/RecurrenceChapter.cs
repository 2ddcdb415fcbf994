using System;
using System.Linq;

namespace Weft.Samples;

/// <summary>A recurrence in the place of attention: what it learns, what it keeps, and what it forgets.</summary>
internal sealed class RecurrenceChapter : Chapter
{
    private const int Letters = 24;
    private const int CopySteps = 1000;
    private const int HeldOutTexts = 50;
    private const double Kibibyte = 1024;

    private static readonly int[] Lengths = [64, 128, 256, 512, 1024, 2048, 4096];

    /// <inheritdoc/>
    public override string Name => "recurrence";

    /// <inheritdoc/>
    public override void Compute(Findings findings)
    {
        findings.Add("memory.gru", StateBytes);
        findings.Add("memory.attention.64", CacheBytes(64) / Kibibyte);
        findings.Add("memory.attention.4096", CacheBytes(4096) / (Kibibyte * Kibibyte));
        findings.Add("memory.scores.4096", ScoreBytes(4096) / (Kibibyte * Kibibyte));
        findings.Add("memory", new Chart(
            new("What has to be kept of a text", "글 하나를 위해 간직하는 것"),
            new("characters of the text", "글의 글자 수"),
            new("bytes, two layers of 64 columns", "바이트, 열이 64개인 두 층"),
            [
                new(new("gru: one state", "gru: 상태 하나"), Points(static _ => StateBytes), Mark.Dots),
                new(new("attention: keys and values", "어텐션: 키와 값"), Points(CacheBytes), Mark.Dots),
                new(new("every score of 8 heads", "헤드 8개의 모든 점수"), Points(ScoreBytes), Mark.Dots),
            ]) { LogarithmicAcross = true, LogarithmicUp = true });
        ComputeTraining(findings);
    }

    /// <inheritdoc/>
    public override void Measure(Findings findings, Classroom classroom)
    {
        Lesson<Reader> reader = classroom.Train<Reader>();
        Lesson<Recurrent> recurrent = classroom.Train<Recurrent>();
        findings.Add("parameters.attention", Reader.ParameterCount);
        findings.Add("parameters.gru", Recurrent.ParameterCount);
        findings.Add("heldout.attention", reader.HeldOut);
        findings.Add("heldout.gru", recurrent.HeldOut);
        findings.Add("training", Curves(new("The plays", "희곡"), reader, recurrent));

        Lesson<Reader> reading = Copy<Reader>(classroom);
        Lesson<Recurrent> remembering = Copy<Recurrent>(classroom);
        findings.Add("copy.letters", Letters);
        findings.Add("copy.steps", CopySteps);
        findings.Add("copy.chance", 1.0 / CopyTask.Alphabet);
        findings.Add("copy.attention", CopyShare(reading.Model));
        findings.Add("copy.gru", CopyShare(remembering.Model));
        findings.Add("copy.even", Math.Log(CopyTask.Alphabet));
        findings.Add("copy", Curves(new("24 letters, to be written again", "글자 24개를 다시 쓰기"), reading, remembering));
    }

    private static void ComputeTraining(Findings findings)
    {
        using Workers one = new(1);
        (double Length, double Bytes)[] attention =
        [
            (64, TrainingBytes<LongAttention64>(one)),
            (256, TrainingBytes<LongAttention256>(one)),
            (1024, TrainingBytes<LongAttention1024>(one)),
            (4096, TrainingBytes<LongAttention4096>(one)),
        ];
        (double Length, double Bytes)[] recurrence =
        [
            (64, TrainingBytes<LongGru64>(one)),
            (256, TrainingBytes<LongGru256>(one)),
            (1024, TrainingBytes<LongGru1024>(one)),
            (4096, TrainingBytes<LongGru4096>(one)),
        ];
        (double Length, double Bytes)[] scores = [.. attention.Select(static point => (point.Length, point.Bytes + ScoreBytes((int)point.Length)))];

        foreach (int index in new[] { 0, attention.Length - 1 })
        {
            findings.Add($"train.attention.{attention[index].Length}", attention[index].Bytes / (Kibibyte * Kibibyte));
            findings.Add($"train.gru.{attention[index].Length}", recurrence[index].Bytes / (Kibibyte * Kibibyte));
            findings.Add($"train.scores.{attention[index].Length}", scores[index].Bytes / (Kibibyte * Kibibyte));
        }

        findings.Add("train", new Chart(
            new("Memory of training on one text", "글 하나를 학습하는 메모리"),
            new("characters of the text", "글의 글자 수"),
            new("MiB, with parameters, gradients and moments", "MiB, 파라미터와 기울기와 모멘트 포함"),
            [
                new("gru", InMebibytes(recurrence), Mark.Dots),
                new(new("attention", "어텐션"), InMebibytes(attention), Mark.Dots),
                new(new("attention, every score kept", "어텐션, 모든 점수를 저장"), InMebibytes(scores), Mark.Dots),
            ]) { LogarithmicAcross = true, LogarithmicUp = true });
    }

    // Parameters, the two moments of AdamW, and all that a step needs besides: gradients, copies, activations, temporaries.
    private static double TrainingBytes<TModel>(Workers workers)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        using TModel model = ModelFactory.Initialize<TModel>(Classroom.Seed);
        using TrainingSession session = model.StartTraining(workers);

        return session.ArenaBytes + (3.0 * TModel.Shape.ParameterFloats * sizeof(float));
    }

    private static (double, double)[] InMebibytes((double Length, double Bytes)[] points) =>
        [.. points.Select(static point => (point.Length, point.Bytes / (Kibibyte * Kibibyte)))];

    private static double StateBytes => Recurrent.Layers * Recurrent.ModelSize * sizeof(float);

    private static double CacheBytes(int length) => 2.0 * Reader.Layers * Reader.ModelSize * length * sizeof(float);

    private static double ScoreBytes(int length) => (double)Reader.Layers * Reader.Heads * length * length * sizeof(float);

    private static (double, double)[] Points(Func<int, double> bytes) => [.. Lengths.Select(length => ((double)length, bytes(length)))];

    private static Chart Curves(Phrase title, Lesson<Reader> attention, Lesson<Recurrent> recurrence) => new(
        title,
        new("step", "스텝"),
        new("training loss in nats", "학습 손실 (nat)"),
        [attention.Curve(new("attention", "어텐션")), recurrence.Curve("gru")]);

    private static Lesson<TModel> Copy<TModel>(Classroom classroom)
        where TModel : TransformerModel, ITransformer<TModel> => classroom.Train<TModel>(
            new CopyTask(Letters, TModel.Shape.TrainingSequences, seed: 1),
            new CopyTask(Letters, TModel.Shape.TrainingSequences, seed: 2),
            Classroom.Optimizer,
            CopySteps);

    private static double CopyShare<TModel>(TModel model)
        where TModel : TransformerModel, ITransformer<TModel> => new CopyTask(Letters, sequences: 1, seed: 3).Share(model, HeldOutTexts);
}
