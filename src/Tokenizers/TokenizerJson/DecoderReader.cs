using System.Linq;

namespace Weft.Tokenizers;

/// <summary>Reads the key "decoder" of tokenizer.json.</summary>
internal static class DecoderReader
{
    private const string Supported = "BPEDecoder, ByteFallback, ByteLevel, CTC, Fuse, Metaspace, Replace, Sequence, Strip and WordPiece";

    /// <summary>The decoder; null for none.</summary>
    /// <exception cref="ModelFileException">It is none that is known.</exception>
    public static TokenDecoder? Read(JsonComponent component) => component.Exists ? ReadOne(component) : null;

    private static TokenDecoder ReadOne(JsonComponent component) => component.Type switch
    {
        "Sequence" => new DecoderSequence([.. component.Elements("decoders").Select(ReadOne)]),
        "ByteLevel" => new ByteLevelDecoder(),
        "ByteFallback" => new ByteFallbackDecoder(),
        "Fuse" => new FuseDecoder(),
        "BPEDecoder" or "BPE" => new SuffixDecoder(NotEmpty(component, "suffix", "</w>")),
        "WordPiece" => new WordPieceDecoder(component.OptionalText("prefix") ?? "##", component.Flag("cleanup", true)),
        "Metaspace" => new MetaspaceDecoder(MetaspaceReader.Mark(component).ToString(), MetaspaceReader.Prepend(component)),
        "Replace" => EachTokenDecoder.Replace(PatternReader.Read(component), component.Text("content")),
        "Strip" => EachTokenDecoder.Strip(
            component.Character("content"),
            component.OptionalNumber("start") ?? 0,
            component.OptionalNumber("stop") ?? 0),
        "CTC" => new CtcDecoder(
            component.Text("pad_token"),
            NotEmpty(component, "word_delimiter_token", "|"),
            component.Flag("cleanup", true)),
        _ => throw component.Unsupported(Supported),
    };

    private static string NotEmpty(JsonComponent component, string name, string byDefault)
    {
        string text = component.OptionalText(name) ?? byDefault;

        return text.Length > 0 ? text : throw component.At(name).Error("is empty");
    }
}
