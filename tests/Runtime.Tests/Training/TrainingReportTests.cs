using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Weft.Runtime.Tests.Training;

public sealed partial class TrainingReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Bigram _model = ModelFactory.Initialize<Bigram>(1);
    private readonly Trainer<Bigram> _trainer;

    public TrainingReportTests() => _trainer = new Trainer<Bigram>(_model, new AdamW { ClipNorm = 1 }, new TrainerOptions { Threads = 1 });

    public void Dispose()
    {
        _trainer.Dispose();
        _model.Dispose();
        _folder.Dispose();
    }

    private string Page => _folder["run.html"];

    private string Log => _folder["run.jsonl"];

    [Fact]
    public void Page_IsThereFromTheStart_AndSaysWhenTheRunIsOver()
    {
        using (TrainingReport report = new(this.Page, _trainer) { Interval = TimeSpan.FromHours(1) })
        {
            Assert.True(this.Data().GetProperty("running").GetBoolean());
            Assert.Equal(0, this.Data().GetProperty("points").GetArrayLength());
            report.Add(Step(1, loss: 3));
            report.Add(Step(2, loss: 2));
            report.AddValidation(2, 2.5);
            report.AddValidation(3, double.NaN);
            report.AddSample(2, "나는 </script> 공부");
            Assert.Equal(0, this.Data().GetProperty("points").GetArrayLength());
        }

        JsonElement data = this.Data();
        Assert.False(data.GetProperty("running").GetBoolean());
        Assert.Equal("[[1,3,0.5,4,200],[2,2,0.5,4,200]]", data.GetProperty("points").GetRawText());
        Assert.Equal("[[2,2.5],[3,null]]", data.GetProperty("validation").GetRawText());
        Assert.Equal("나는 </script> 공부", data.GetProperty("samples")[0][1].GetString());
        Assert.Equal("Bigram", data.GetProperty("model").GetString());
        Assert.Contains(data.GetProperty("summary").EnumerateArray(), row => row[0].GetString() == "Parameters" && row[1].GetString() == $"{_model.Description.ParameterCount}");
        Assert.DoesNotMatch(@"https?:(?!//www\.w3\.org/2000/svg)|\ssrc=|\shref=|@import|url\(", File.ReadAllText(this.Page));
    }

    [Fact]
    public void Page_IsWrittenWhenItIsDue()
    {
        using TrainingReport report = new(this.Page, _trainer) { Interval = TimeSpan.Zero };
        report.Add(Step(1, loss: 3));

        Assert.Equal(1, this.Data().GetProperty("points").GetArrayLength());
        Assert.True(this.Data().GetProperty("running").GetBoolean());
        Assert.Equal(["run.html"], _folder.Files);
    }

    [Fact]
    public void Log_HasALineForEachStep_BehindThoseOfEarlierRuns()
    {
        File.WriteAllText(this.Log, "{\"step\":0}\n");

        using (TrainingReport report = new(this.Page, _trainer, this.Log))
        {
            report.Add(Step(1, loss: double.PositiveInfinity));
            report.AddValidation(1, 2.5);
            report.AddSample(1, "나는\n공부");
        }

        Assert.Equal(
            [
                "{\"step\":0}",
                "{\"step\":1,\"loss\":null,\"learningRate\":0.5,\"gradientNorm\":4,\"tokens\":20,\"seconds\":0.1}",
                "{\"step\":1,\"validationLoss\":2.5}",
                "{\"step\":1,\"sample\":\"나는\\n공부\"}",
            ],
            File.ReadAllLines(this.Log));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("{\"st", "")]
    [InlineData("{\"step\":0}\n{\"st", "{\"step\":0}\n")]
    public void Log_AfterARunThatWasKilledInALine_HasWholeLinesOnly(string before, string kept)
    {
        File.WriteAllText(this.Log, before);

        using (TrainingReport report = new(this.Page, _trainer, this.Log))
        {
            report.AddValidation(1, 2.5);
        }

        Assert.Equal(kept + "{\"step\":1,\"validationLoss\":2.5}\n", File.ReadAllText(this.Log));
    }

    [Fact]
    public void Add_AllocatesNothing()
    {
        using TrainingReport report = new(this.Page, _trainer, this.Log, _folder["events"]) { Interval = TimeSpan.FromHours(1) };
        long before = 0;

        // More than there is room for, so that points have been joined.
        for (int step = 1; step <= 3 * TrainingCurve.Capacity; step++)
        {
            if (step == 2)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            report.Add(Step(step, loss: 1.0 / step));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(TrainingCurve.Capacity - 1)]
    [InlineData(TrainingCurve.Capacity)]
    [InlineData(10_007)]
    public void Points_AreFew_AndHaveEveryStep(int steps)
    {
        TrainingCurve curve = new();

        for (int step = 1; step <= steps; step++)
        {
            curve.Add(Step(step, loss: step));
        }

        TrainingPoint[] points = curve.Points.ToArray();
        Assert.InRange(points.Length, Math.Min(steps, TrainingCurve.Capacity / 3), TrainingCurve.Capacity);
        Assert.Equal(Enumerable.Range(1, steps).Sum(static step => (double)step), points.Sum(static point => point.Loss));
        Assert.Equal(20L * steps, points.Sum(static point => point.Tokens));

        // A point ends where the next begins.
        long last = 0;
        Assert.All(points, point => Assert.Equal(last += point.Steps, point.Step));
        Assert.Equal(steps, last);
    }

    /// <summary>A run goes on where its page cannot be written, and has one again as soon as it can.</summary>
    [Fact]
    public void PageInTheWay_IsLeftToTheNextTime()
    {
        using TrainingReport report = new(this.Page, _trainer) { Interval = TimeSpan.Zero };
        File.Delete(this.Page);
        _ = Directory.CreateDirectory(this.Page);
        report.Add(Step(1, loss: 3));
        Directory.Delete(this.Page);
        report.Add(Step(2, loss: 2));

        Assert.Equal(2, this.Data().GetProperty("points").GetArrayLength());
    }

    [Fact]
    public void FileThatCannotBeWritten_IsNamedAtTheStart()
    {
        string path = Path.Combine(_folder["missing"], "run.html");

        Assert.Contains(path, Assert.Throws<IOException>(() => new TrainingReport(path, _trainer)).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<IOException>(() => new TrainingReport(this.Page, _trainer, Path.ChangeExtension(path, ".jsonl")));
        Assert.ThrowsAny<IOException>(() => new TrainingReport(this.Page, _trainer, events: this.Page));
    }

    private JsonElement Data() => JsonDocument.Parse(Script().Match(File.ReadAllText(this.Page)).Groups[1].Value).RootElement;

    private static TrainingStep Step(long step, double loss) => new(step, loss, 0.5, 4, 20, TimeSpan.FromSeconds(0.1));

    [GeneratedRegex("""<script type="application/json" id="data">(.*?)</script>""", RegexOptions.CultureInvariant)]
    private static partial Regex Script();
}
