using System;

namespace Weft.Distributed.Tests;

/// <summary>The training that ranks share and one process does alone.</summary>
internal static class Recipe
{
    public static readonly AdamW Optimizer = new()
    {
        LearningRate = LearningRate.Cosine(3e-3, warmupSteps: 10, totalSteps: 200),
        ClipNorm = 0.5,
        ExcludeFromDecay = ["*.bias"],
    };

    /// <summary>The same with moments of 8 bits, whose shares begin at any byte.</summary>
    public static readonly AdamW Stored = Optimizer with { MomentStorage = MomentStorage.Float8 };

    /// <summary>The one that changes whole matrices.</summary>
    public static readonly Muon Muon = new() { LearningRate = 0.01, ClipNorm = 0.5 };

    /// <summary>Another optimizer, whose run also averages the parameters and looks for the best.</summary>
    public static readonly Sgd Momentum = new() { LearningRate = 0.05, Momentum = 0.9, Nesterov = true, WeightDecay = 1e-3, ClipValue = 0.01 };

    /// <summary>The loss of held-out batches; of a trainer that averages, that of the average, and the best is kept.</summary>
    public static double Evaluate(Trainer trainer, EarlyStopping? stopping)
    {
        using IDisposable? use = stopping is null ? null : trainer.UseAverage();
        double loss = trainer.Evaluate(Batches(), limit: 7);
        _ = stopping?.Add(loss);

        return loss;
    }

    /// <summary>Batches of differing sizes, so that a mean of means is another number than the mean of all labels.</summary>
    public static IBatchSource Batches(int seed = 5) => new UnevenWindows(Tokens(seed), length: 16, seed: 11);

    public static int[] Tokens(int seed)
    {
        Random random = new(seed);
        int[] tokens = new int[2000];
        int token = 0;

        for (int i = 0; i < tokens.Length; i++)
        {
            token = random.Next(4) == 0 ? random.Next(40) : (token + 7) % 40;
            tokens[i] = token;
        }

        return tokens;
    }
}

/// <summary>Windows of a text, one to four a batch, some of whose labels are ignored.</summary>
internal sealed class UnevenWindows(int[] tokens, int length, ulong seed) : IBatchSource
{
    private readonly RandomWindows _windows = new(tokens, length, sequences: 1, seed);
    private readonly Batch _one = new(Chorus.Shape);
    private long _drawn;

    public bool IsEndless => true;

    public bool Fill(Batch batch)
    {
        Span<int> labels = stackalloc int[16];

        for (long window = 0; window <= _drawn % 4; window++)
        {
            _one.Clear();
            _ = _windows.Fill(_one);
            _one.Labels.CopyTo(labels);
            labels[..(int)(_drawn % 7)].Fill(-1);
            batch.Add(_one.Target.Tokens, labels);
        }

        _drawn++;

        return true;
    }

    public void Restart()
    {
        _windows.Restart();
        _drawn = 0;
    }

    public byte[] SaveState() => [.. BitConverter.GetBytes(_drawn), .. _windows.SaveState()];

    public void RestoreState(ReadOnlySpan<byte> state)
    {
        _windows.RestoreState(state[sizeof(long)..]);
        _drawn = BitConverter.ToInt64(state);
    }
}
