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
        Tensors = [.. Positions, .. Bart.Tensors, new("decoder.token_embedding.weight", "decoder.embed_tokens.weight")],
        TiedOutputs = Bart.SharedTables,
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        config.Require("normalize_embedding", false);
        ImportedSpecification bart = Bart.Specify(config);

        return bart with
        {
            SourceVocabulary = bart.Vocabulary,
            Vocabulary = config.FindInteger("decoder_vocab_size") ?? bart.Vocabulary,
            ShareEmbeddings = config.Boolean("share_encoder_decoder_embeddings", absent: true),
        };
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
