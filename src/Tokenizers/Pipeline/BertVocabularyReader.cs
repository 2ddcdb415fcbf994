using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Weft.Tokenizers;

/// <summary>
/// Makes the pipeline of BERT of its vocab.txt: a token a line, whose number is the id. https://github.com/google-research/bert
/// </summary>
internal static class BertVocabularyReader
{
    private const int LongestWord = 100;
    private static readonly string[] SpecialNames = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">vocab.txt.</param>
    /// <param name="lowercase">Whether the model knows lower case only, without accents.</param>
    /// <exception cref="ModelFileException">It lacks [UNK], [CLS] or [SEP].</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TokenizerPipeline Read(string path, bool lowercase) => Create(
        File.ReadLines(path),
        lowercase,
        missing => new ModelFileException(path, $"this is no vocabulary of BERT: no line is '{missing}'."));

    /// <summary>Makes the pipeline of tokens in the order of their ids.</summary>
    /// <exception cref="ArgumentException">[UNK], [CLS] or [SEP] is missing.</exception>
    public static TokenizerPipeline Create(IEnumerable<string> tokens, bool lowercase) => Create(
        tokens,
        lowercase,
        static missing => new ArgumentException($"This is no vocabulary of BERT: no token is '{missing}'.", nameof(tokens)));

    private static TokenizerPipeline Create(IEnumerable<string> tokens, bool lowercase, Func<string, Exception> complain)
    {
        Dictionary<string, int> ids = [];
        int id = 0;

        foreach (string token in tokens)
        {
            ids[token.TrimEnd()] = id++;
        }

        Vocabulary vocabulary = new(ids);
        Normalizer normalizer = BertNormalizer.Create(clean: true, spaceIdeographs: true, stripAccents: null, lowercase);
        int Required(string name) => vocabulary.IdOf(name) ?? throw complain(name);

        return new TokenizerPipeline
        {
            AddedTokens = new AddedTokens([.. SpecialTokensOf(vocabulary)], normalizer),
            Normalizer = normalizer,
            Splitters = [PatternSplitter.WhiteSpace, PatternSplitter.Punctuation(SplitBehavior.Isolated)],
            Model = new WordPieceModel(vocabulary, Required("[UNK]"), "##", LongestWord),
            Template = PostTemplate.Bert(Required("[CLS]"), Required("[SEP]")),
            Decoder = new WordPieceDecoder("##", cleanUp: true),
        };
    }

    private static IEnumerable<AddedToken> SpecialTokensOf(Vocabulary vocabulary) =>
        from name in SpecialNames
        let id = vocabulary.IdOf(name)
        where id is not null
        select new AddedToken { Content = name, Id = id.Value, IsSpecial = true };
}
