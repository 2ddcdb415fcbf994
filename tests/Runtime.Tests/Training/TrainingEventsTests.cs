using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Training;

/// <summary>What is written for TensorBoard, read back by <see cref="EventFile"/>, which shares no code with the writer.</summary>
public sealed class TrainingEventsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Bigram _model = ModelFactory.Initialize<Bigram>(1);
    private readonly Trainer<Bigram> _trainer;

    public TrainingEventsTests() => _trainer = new Trainer<Bigram>(_model, new AdamW(), new TrainerOptions { Threads = 1 });

    public void Dispose()
    {
        _trainer.Dispose();
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Run_IsAFileOfRecords()
    {
        double start = Seconds();
        this.Write(static report =>
        {
            report.Add(new TrainingStep(1, 3.5, 0.001, 4, 20, TimeSpan.FromSeconds(0.1)));
            report.Add(new TrainingStep(300, double.NaN, 0.5, double.PositiveInfinity, 20, TimeSpan.FromSeconds(0.25)));
            report.AddValidation(300, 2.5);
            report.AddSample(long.MaxValue, "나는\n공부\r\n\n한다");
        });
        EventRecord[] records = [.. EventFile.Read(Assert.Single(this.Files))];

        Assert.Equal("brain.Event:2", records[0].Version);
        Assert.Equal([0, 1, 300, 300, long.MaxValue], records.Select(static record => record.Step));
        Assert.All(records, record => Assert.InRange(record.WallTime, start, Seconds()));
        Assert.Equal(
            [("loss/training", 3.5f), ("learning_rate", 0.001f), ("gradient_norm", 4f), ("tokens_per_second", 200f)], records[1].Numbers);
        Assert.Equal(
            [("loss/training", float.NaN), ("learning_rate", 0.5f), ("gradient_norm", float.PositiveInfinity), ("tokens_per_second", 80f)],
            records[2].Numbers);
        Assert.Equal([("loss/validation", 2.5f)], records[3].Numbers);
        Assert.Equal([("sample", "    나는\n    공부\n    \n    한다")], records[4].Texts);
    }

    /// <summary>A resumed run adds a file, which TensorBoard joins with the others of the folder.</summary>
    [Fact]
    public void RunsOfAFolder_HaveAFileEach()
    {
        this.Write(static report => report.AddValidation(1, 3));
        this.Write(static report => report.AddValidation(2, 2));

        Assert.Equal([1, 2], this.Files.SelectMany(EventFile.Read).Select(static record => record.Step).Where(static step => step > 0).Order());
        Assert.All(this.Files, static path => Assert.StartsWith("events.out.tfevents.", Path.GetFileName(path)));
    }

    [Fact]
    public void EveryLength_HasItsCheck()
    {
        this.Write(static report =>
        {
            for (int length = 0; length < 300; length++)
            {
                report.AddSample(length, new string('x', length));
            }
        });

        Assert.Equal(Enumerable.Range(4, 300), EventFile.Read(Assert.Single(this.Files)).Skip(1).Select(static record => record.Texts[0].Text.Length));
    }

    private IEnumerable<string> Files => Directory.EnumerateFiles(_folder["events"]);

    private static double Seconds() => (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;

    private void Write(Action<TrainingReport> add)
    {
        using TrainingReport report = new(_folder["run.html"], _trainer, events: _folder["events"]);
        add(report);
    }
}
