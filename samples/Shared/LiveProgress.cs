using System;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Weft.Samples;

/// <summary>A progress bar that is drawn anew some times a second.</summary>
internal sealed class LiveProgress(IAnsiConsole console) : ProgressDisplay
{
    private const int BarWidth = 20;

    // Drawing takes its time from a thread that trains.
    private static readonly TimeSpan RefreshRate = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public override void Show(long start, long target, Action<Action<TrainingState>> work)
    {
        StateColumn column = new();
        Progress progress = console.Progress().Columns(new StepColumn(target), new ProgressBarColumn { Width = BarWidth }, column);
        progress.RefreshRate = RefreshRate;

        progress.Start(context =>
        {
            ProgressTask task = context.AddTask("Training", maxValue: target);
            task.Value = start;

            work(state =>
            {
                column.State = state;
                task.Value = state.Step;
            });
        });
    }

    /// <inheritdoc/>
    public override void WriteLine(string line) => console.WriteLine(line);

    private sealed class StepColumn(long target) : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text($"{task.Value}/{target}");
    }

    private sealed class StateColumn : ProgressColumn
    {
        private volatile TrainingState? _state;

        public TrainingState? State
        {
            set => _state = value;
        }

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(_state?.ToString() ?? string.Empty);
    }
}
