namespace Weft.AotTests;

/// <summary>The tensors of a case's file, and the numbers that writer and reader agree on.</summary>
internal static class CaseNames
{
    /// <summary>The key of every dropout mask.</summary>
    public const ulong DropoutSeed = 0x0123_4567_89AB_CDEF;

    /// <summary>The dropout step of the first batch; each further one has the next.</summary>
    public const uint DropoutStep = 41;

    /// <summary>The loss of the first batch without dropout.</summary>
    public const string EvaluationLoss = "evaluation/loss";

    /// <summary>The logits of the first batch without dropout, [rows, outputs].</summary>
    public const string Logits = "evaluation/logits";

    /// <summary>A parameter, in the shape of model files.</summary>
    public static string Parameter(string name) => $"parameter/{name}";

    /// <summary>Token ids of all sequences, one after another.</summary>
    public static string Tokens(int batch, string side) => $"batch{batch}/{side}";

    /// <summary>The pixels of all images, one after another, where these are read.</summary>
    public static string Images(int batch) => $"batch{batch}/images";

    /// <summary>The types of the source tokens, where they have any.</summary>
    public static string TokenTypes(int batch) => $"batch{batch}/types";

    /// <summary>The lengths of the sequences.</summary>
    public static string Lengths(int batch, string side) => $"batch{batch}/{side}_lengths";

    /// <summary>A label for every output row; negative ones are ignored.</summary>
    public static string Labels(int batch) => $"batch{batch}/labels";

    /// <summary>Labels that are numbers, [output rows, outputs], where the loss compares with these.</summary>
    public static string Targets(int batch) => $"batch{batch}/targets";

    /// <summary>The summed loss, with dropout.</summary>
    public static string Loss(int batch) => $"batch{batch}/loss";

    /// <summary>The gradient of that loss.</summary>
    public static string Gradient(int batch, string name) => $"batch{batch}/gradient/{name}";
}
