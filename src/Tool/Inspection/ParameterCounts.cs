using System;
using System.Linq;
using Weft.Generator.Lowering;

namespace Weft.Tool.Inspection;

/// <summary>Elements of a model's parameters without padding, by part. A table that two parts share counts once, as an embedding.</summary>
/// <param name="Embeddings">Tables of tokens and of learned positions.</param>
/// <param name="Encoder">Layers and norms of the encoder.</param>
/// <param name="Decoder">Layers and norms of the decoder.</param>
/// <param name="Output">The output projection, unless it is an embedding table.</param>
internal sealed record ParameterCounts(long Embeddings, long Encoder, long Decoder, long Output)
{
    /// <summary>All of them.</summary>
    public long Total => this.Embeddings + this.Encoder + this.Decoder + this.Output;

    /// <summary>Counts the parameters of a model by their canonical names.</summary>
    public static ParameterCounts Of(ModelProgram model) => new(
        Count(model, static name => IsTable(name)),
        Count(model, static name => name.StartsWith("encoder.", StringComparison.Ordinal) && !IsTable(name)),
        Count(model, static name => name.StartsWith("decoder.", StringComparison.Ordinal) && !IsTable(name)),
        Count(model, static name => name.StartsWith("output.", StringComparison.Ordinal)));

    private static long Count(ModelProgram model, Func<string, bool> isCounted) => model.Parameters.Sum(block =>
        block.Repetitions * block.Entries.Where(entry => isCounted(entry.Name)).Sum(static entry => entry.Count));

    private static bool IsTable(string name) => name.EndsWith("_embedding.weight", StringComparison.Ordinal);
}
