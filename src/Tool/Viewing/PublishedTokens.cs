using System.IO;
using System.Linq;
using Weft.Tokenizers;

namespace Weft.Tool.Viewing;

/// <summary>The tokenizer of a published model.</summary>
internal sealed class PublishedTokens(Tokenizer tokenizer) : TextTokens
{
    private static readonly string[] Starts = ["<s>", "<pad>", "[CLS]"];
    private static readonly string[] Ends = ["</s>", "<|endoftext|>", "[SEP]"];

    /// <summary>Reads a file, or what a folder has.</summary>
    /// <exception cref="IOException">It cannot be read; the message names it.</exception>
    public static PublishedTokens Load(string path) => new(Tokenizer.Load(path));

    /// <inheritdoc/>
    public override int? End => this.FirstOf(Ends);

    /// <inheritdoc/>
    public override int? Start => this.FirstOf(Starts);

    /// <inheritdoc/>
    public override int? Find(string name) => tokenizer.IdOf(name);

    /// <inheritdoc/>
    public override int[] Encode(string text) => tokenizer.Encode(text);

    /// <inheritdoc/>
    public override int[] EncodePlainly(string text) => tokenizer.Encode(text, addSpecialTokens: false);

    /// <inheritdoc/>
    protected override string? Decode(int token) => this.NameOf(token) is null ? null : tokenizer.Decode([token], skipSpecialTokens: false);

    /// <inheritdoc/>
    protected override string? NameOf(int token) => tokenizer.TokenOf(token);

    private int? FirstOf(string[] names) => names.Select(tokenizer.IdOf).FirstOrDefault(static token => token is not null);
}
