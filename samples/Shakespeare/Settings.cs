namespace Weft.Samples;

/// <summary>What the command line asks for.</summary>
internal sealed record Settings
{
    /// <summary>The step to train to.</summary>
    public int Steps { get; init; } = Recipe.Steps;

    /// <summary>Threads to train on; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>Whether the model is the one of models/shakespeare-fast.yaml.</summary>
    public bool Fast { get; init; }

    /// <summary>How the model is trained.</summary>
    public Recipe Recipe => this.Fast ? Recipe.Fast : Recipe.NanoGpt;

    /// <summary>Whether other processes train the same model, which mpirun has started with this one.</summary>
    public bool Distributed { get; init; }

    /// <summary>Batches of a step; 0 for one on each process.</summary>
    public int Batches { get; init; }

    /// <summary>The optimizer, one of <see cref="Recipe.Optimizers"/>.</summary>
    public string Optimizer { get; init; } = "adamw";

    /// <summary>How AdamW keeps its moments, one of <see cref="Recipe.Storages"/>.</summary>
    public string Moments { get; init; } = "float32";

    /// <summary>The highest learning rate; null for the optimizer's own.</summary>
    public float? Rate { get; init; }

    /// <summary>Whether to go on from the checkpoint.</summary>
    public bool Resume { get; init; }

    /// <summary>Whether to write text with the checkpoint and not to train.</summary>
    public bool GenerateOnly { get; init; }

    /// <summary>What the generated text goes on from. A line break, as nanoGPT starts.</summary>
    public string Prompt { get; init; } = "\n";

    /// <summary>Decides the first weights, the windows of text and the characters that are drawn.</summary>
    public ulong Seed { get; init; } = 1337;

    /// <summary>How boldly characters are drawn; 0 always takes the most likely one.</summary>
    public float Temperature { get; init; } = 0.8f;

    /// <summary>The checkpoint that is written, resumed or loaded; null for the recipe's.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The page, the log and the events of a run, without what their names end in; null for none.</summary>
    public string? Report { get; init; }

    /// <summary>Whether to explain the options and do nothing else.</summary>
    public bool Help { get; init; }
}
