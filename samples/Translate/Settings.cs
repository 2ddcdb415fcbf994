namespace Weft.Samples;

/// <summary>What the command line asks for.</summary>
internal sealed record Settings
{
    /// <summary>The beams that models/tatoeba.yaml and models/multi30k.yaml have room for.</summary>
    public const int MostBeams = 5;

    /// <summary>The folder of a parallel text; null for the sentences that the program carries.</summary>
    public string? Data { get; init; }

    /// <summary>The language to translate from, as the files of <see cref="Data"/> are named.</summary>
    public string? Source { get; init; }

    /// <summary>The language to translate to.</summary>
    public string? Target { get; init; }

    /// <summary>Whether to read <see cref="Data"/> in lower case.</summary>
    public bool Lowercase { get; init; }

    /// <summary>The step to train to; null for the recipe's.</summary>
    public int? Steps { get; init; }

    /// <summary>Threads to run on; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>Whether to go on from the checkpoint.</summary>
    public bool Resume { get; init; }

    /// <summary>A sentence to translate instead of training.</summary>
    public string? Translate { get; init; }

    /// <summary>Whether to translate line by line instead of training.</summary>
    public bool Prompt { get; init; }

    /// <summary>Whether to evaluate a checkpoint instead of training.</summary>
    public bool Evaluate { get; init; }

    /// <summary>Translations that go on side by side while one is searched.</summary>
    public int Beams { get; init; } = MostBeams;

    /// <summary>Above 0 favours long translations, 0 ranks by probability alone.</summary>
    public float LengthPenalty { get; init; } = 1;

    /// <summary>Epochs whose models are averaged; 1 for the checkpoint itself, or the moving average at the end of the last epoch where there is one.</summary>
    public int Average { get; init; } = 1;

    /// <summary>Decides the first weights, dropout and the order of sentences.</summary>
    public ulong Seed { get; init; } = 1337;

    /// <summary>The checkpoint that is written, resumed or loaded; null for the recipe's.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The page, the log and the events of the run, without what their names end in; null for none.</summary>
    public string? Report { get; init; }

    /// <summary>Whether to train, which is what the program does unless told otherwise.</summary>
    public bool Trains => this.Translate is null && !this.Prompt && !this.Evaluate;

    /// <summary>Whether to explain the options and do nothing else.</summary>
    public bool Help { get; init; }
}
