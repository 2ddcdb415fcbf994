using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>Marian: BART without norms of embeddings, and with waves for positions. Junczys-Dowmunt et al. 2018.</summary>
internal static class Marian
{
    public static readonly Family Family = new()
    {
        ModelType = "marian",
        Architectures = ["MarianMTModel", "MarianModel"],
        Prefixes = ["model."],
        Specify = Specify,
        Tensors = [.. Waves.OfBothStacks, .. Bart.Tensors, new("decoder.token_embedding.weight", "decoder.embed_tokens.weight")],
        TiedOutputs = Bart.SharedTables,
    };

    private static ImportedSpecification Specify(ConfigurationSection config)
    {
        config.Require("normalize_embedding", false);
        ImportedSpecification bart = Bart.Specify(config);

        return bart with
        {
            SourceVocabulary = bart.Vocabulary,
            Vocabulary = config.FindSize("decoder_vocab_size") ?? bart.Vocabulary,
            ShareEmbeddings = config.Boolean("share_encoder_decoder_embeddings", absent: true),
        };
    }
}
