using System;
using System.Collections.Immutable;
using System.Linq;
using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>Marian: BART without norms of embeddings, and with waves for positions. Junczys-Dowmunt et al. 2018.</summary>
internal static class Marian
{
    private const double LongestWave = 10_000;

    public static readonly Family Family = new()
    {
        ModelType = "marian",
        Architectures = ["MarianMTModel", "MarianModel"],
        Prefixes = ["model."],
        Specify = Specify,
        Tensors = [.. Positions, .. Bart.Tensors],
        TiedOutputs = Bart.SharedTables,
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        int vocabulary = config.Integer("vocab_size");

        config.Require("normalize_embedding", false);
        config.Require("share_encoder_decoder_embeddings", true);

        return (config.FindInteger("decoder_vocab_size") ?? vocabulary) == vocabulary
            ? Bart.Specify(config)
            : throw config.Unsupported("decoder_vocab_size");
    }

    /// <summary>The table of waves, which files seldom have.</summary>
    public static ImmutableArray<TensorRule> Positions =>
    [
        new("encoder.position_embedding.weight", "encoder.embed_positions.weight") { Absent = Waves },
        new("decoder.position_embedding.weight", "decoder.embed_positions.weight") { Absent = Waves },
    ];

    // All sines, then all cosines; a spec's own sinusoidal positions have them in turn. So the table is written, as one that was learned.
    private static float[] Waves(Parameter parameter) =>
    [
        .. from position in Enumerable.Range(0, parameter.Rows)
           from column in Enumerable.Range(0, parameter.Columns)
           select Wave(position, column, parameter.Columns),
    ];

    private static float Wave(int position, int column, int columns)
    {
        int sines = (columns + 1) / 2;
        int index = column < sines ? column : column - sines;
        double angle = position / Math.Pow(LongestWave, 2.0 * index / columns);

        return (float)(column < sines ? Math.Sin(angle) : Math.Cos(angle));
    }
}
