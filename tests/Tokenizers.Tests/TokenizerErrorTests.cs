using System;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using Weft.Runtime.Tests;
using Xunit;

namespace Weft.Tokenizers.Tests;

public sealed class TokenizerErrorTests
{
    private const string Gpt2 = "bytelevel_bpe_gpt2";

    [Theory]
    [InlineData("normalizer", """{"type":"NFX"}""", "'normalizer.type' is 'NFX'; supported are BertNormalizer, ByteLevel, ")]
    [InlineData("normalizer", """{"type":"Sequence","normalizers":[{"type":"NFC"},{}]}""", "'normalizer.normalizers[1].type' is missing")]
    [InlineData("normalizer", """{"type":"Precompiled","precompiled_charsmap":"AAAA"}""", "'normalizer.precompiled_charsmap' is no character map in base 64")]
    [InlineData("normalizer", """{"type":"Precompiled","precompiled_charsmap":"/////w=="}""", "'normalizer.precompiled_charsmap' is no character map in base 64")]
    [InlineData("pre_tokenizer", """{"type":"Split"}""", "'pre_tokenizer.behavior' is missing")]
    [InlineData("pre_tokenizer", """{"type":"Split","behavior":"Isolated","pattern":{"Regex":"("}}""", "'pre_tokenizer.pattern.Regex' cannot be applied: ")]
    [InlineData("pre_tokenizer", """{"type":"Split","behavior":"Isolated","pattern":{"Regex":"\\p{Klingon}"}}""", @"\p{Klingon} is not known")]
    [InlineData("pre_tokenizer", """{"type":"Split","behavior":"Isolated","pattern":{"Regex":"[a"}}""", "a '[' is not closed")]
    [InlineData("pre_tokenizer", """{"type":"Split","behavior":"Isolated","pattern":{}}""", "'pre_tokenizer.pattern' has neither \"String\" nor \"Regex\"")]
    [InlineData("pre_tokenizer", """{"type":"Split","behavior":"Thrown","pattern":{"String":"a"}}""", "'pre_tokenizer.behavior' is 'Thrown'; supported are Contiguous, ")]
    [InlineData("pre_tokenizer", """{"type":"UnicodeScripts"}""", "'pre_tokenizer.type' is 'UnicodeScripts'; supported are ")]
    [InlineData("post_processor", """{"type":"Other"}""", "'post_processor.type' is 'Other'; supported are ")]
    [InlineData("post_processor", """{"type":"BertProcessing","cls":["a"],"sep":["b",1]}""", "'post_processor.cls' is not a token and its id")]
    [InlineData("decoder", """{"type":"Other"}""", "'decoder.type' is 'Other'; supported are ")]
    [InlineData("decoder", """{"type":"Strip","content":"ab","start":1,"stop":0}""", "'decoder.content' is 'ab', and should be one character")]
    [InlineData("truncation", """{"max_length":-1}""", "'truncation.max_length' is -1, and should be a whole number")]
    [InlineData("added_tokens", "7", "'added_tokens' is not an array")]
    [InlineData("model", """{"type":"Other"}""", "'model.type' is 'Other'; supported are BPE, Unigram, WordLevel and WordPiece")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0},"merges":[["a","b"]]}""", "'model.merges[0]' refers to 'b', which is not in the vocabulary")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0},"merges":["a a"]}""", "'model.merges[0]' refers to 'aa', which is not in the vocabulary")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0},"merges":["a"]}""", "'model.merges[0]' is not a pair of tokens")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0,"b":0},"merges":[]}""", "'model.vocab' has the id 0 twice")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":2000000000},"merges":[]}""", "'model.vocab.a' is 2000000000, and should be a whole number from 0 to 10000000")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0},"merges":[],"dropout":0.1}""", "'model.dropout' is not null")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0},"merges":[],"unk_token":"u"}""", "'model.unk_token' is 'u', which is not in the vocabulary")]
    [InlineData("model", """{"type":"WordPiece","vocab":{"a":0}}""", "'model.unk_token' is missing, and '[UNK]' is not in the vocabulary")]
    [InlineData("model", """{"type":"Unigram","vocab":[["a",1]],"unk_id":1}""", "'model.unk_id' is 1, and the vocabulary has 1 tokens")]
    [InlineData("model", """{"type":"Unigram","vocab":[["a"]]}""", "'model.vocab[0]' is not a token and its score")]
    [InlineData("model", "null", "'model' is missing")]
    public void Load_DamagedKey_NamesFileKeyAndWhatIsSupported(string key, string value, string message)
    {
        ModelFileException exception = Assert.Throws<ModelFileException>(() => TokenizerCases.LoadJson(Gpt2, file => file[key] = JsonNode.Parse(value)));

        Assert.Contains("tokenizer.json: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    // As a changed digit makes of a file of a few kilobytes.
    [Fact]
    public void Load_LargeId_TakesNoMemoryForThoseThatAreLeftOut()
    {
        byte[] file = """{"pre_tokenizer":{"type":"Whitespace"},"model":{"type":"WordLevel","unk_token":"a","vocab":{"a":0,"b":9999999}}}"""u8.ToArray();
        _ = TokenizerCases.Load("tokenizer.json", file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Tokenizer tokenizer = TokenizerCases.Load("tokenizer.json", file);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 0, 1_000_000);
        Assert.Equal(10_000_000, tokenizer.VocabularySize);
        Assert.Equal(("a", null, "b"), (tokenizer.TokenOf(0), tokenizer.TokenOf(1), tokenizer.TokenOf(9_999_999)));
        Assert.Equal([9_999_999, 0], tokenizer.Encode("b c"));
    }

    [Fact]
    public void Load_HalfAFile_SaysSo()
    {
        byte[] file = TokenizerCases.Read("HuggingFace", Gpt2, "tokenizer.json");
        ModelFileException exception = Assert.Throws<ModelFileException>(() => TokenizerCases.Load("tokenizer.json", file[..(file.Length / 2)]));

        Assert.Contains("this is no JSON, or not all of it", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TextThatIsNoUnicode_SaysSo()
    {
        byte[] file = TokenizerCases.Read("HuggingFace", Gpt2, "tokenizer.json");
        file[file.AsSpan().IndexOf("\"merges\""u8) + 1] = 0xFF;
        ModelFileException exception = Assert.Throws<ModelFileException>(() => TokenizerCases.Load("tokenizer.json", file));

        Assert.EndsWith("this is no JSON, or not all of it: The file is not in UTF-8.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u000A\u007F")]
    [InlineData("this is text")]
    [InlineData("\u0012\u0002\u0018\u0004")]
    public void Load_NoSentencePieceModel_SaysSo(string content)
    {
        ModelFileException exception = Assert.Throws<ModelFileException>(() => TokenizerCases.Load("spm.model", Encoding.UTF8.GetBytes(content)));

        Assert.Contains("spm.model: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_EveryBeginningOfASentencePieceModel_IsReadOrRefused()
    {
        byte[] file = TokenizerCases.Read("SentencePiece", "uni_suffix", "spm.model");

        for (int length = 0; length < file.Length; length += 997)
        {
            byte[] beginning = file[..length];
            Exception? exception = Record.Exception(() => TokenizerCases.Load("spm.model", beginning));

            Assert.True(exception is null or ModelFileException, exception?.ToString());
        }
    }

    [Fact]
    public void Load_VocabularyWithoutUnknown_SaysSo()
    {
        ModelFileException exception = Assert.Throws<ModelFileException>(() => TokenizerCases.Load("vocab.txt", "a\nb\n"u8.ToArray()));

        Assert.Contains("no line is '[UNK]'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromBertVocabulary_WithoutSeparator_SaysSo()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Tokenizer.FromBertVocabulary(["[UNK]", "[CLS]", "a"]));

        Assert.StartsWith("This is no vocabulary of BERT: no token is '[SEP]'.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FolderWithoutTokenizer_NamesWhatItLookedFor()
    {
        using TemporaryFolder folder = new();
        ModelFileException exception = Assert.Throws<ModelFileException>(() => Tokenizer.Load(folder["."]));

        Assert.Contains("none of the files tokenizer.json, ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OtherFile_NamesWhatIsSupported()
    {
        Assert.Contains("supported are .json, .model, .spm and .txt", Assert.Throws<ModelFileException>(() => Tokenizer.Load("a.bin")).Message, StringComparison.Ordinal);
        Assert.IsAssignableFrom<IOException>(Record.Exception(static () => Tokenizer.Load("missing.json")));
    }
}
