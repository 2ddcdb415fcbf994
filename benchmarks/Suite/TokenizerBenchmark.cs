using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Weft.Benchmarks.Measuring;
using Weft.Benchmarks.Peers;
using Weft.Tokenizers;

namespace Weft.Benchmarks.Suite;

/// <summary>
/// Encoding and decoding with byte-level BPE, as of GPT-2, of English text: the plays of the Shakespeare sample, by a vocabulary of 8,000
/// tokens that is learnt from them.
/// </summary>
internal sealed class TokenizerBenchmark : Benchmark
{
    private const int VocabularySize = 8_000;

    public TokenizerBenchmark()
        : base("tokenizer", "byte-level BPE of 1.1 MB of English, beside Microsoft.ML.Tokenizers")
    {
    }

    /// <inheritdoc/>
    public override bool UsesThreads => false;

    /// <inheritdoc/>
    public override IEnumerable<Measurement> Run(BenchmarkContext context)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "samples", "Shakespeare", "input.txt"));
        BpeFormat format = new() { Level = BpeLevel.Byte, Splitting = BpeSplitting.Gpt2, PrefixSpace = false };
        BpeLearner learner = new() { VocabularySize = VocabularySize, Format = format };
        BpeVocabulary vocabulary = learner.Learn(text.Split('\n'), context.Cancellation);
        MicrosoftTokenizer peer = new(vocabulary);
        using TemporaryFolder folder = new();
        Tokenizer tokenizer = Tokenizer.Load(TokenizerJsonFile.Write(folder.Path, vocabulary));
        List<int> ids = [];
        tokenizer.Encode(text, ids);
        CheckSame(ids, peer.Encode(text));
        int[] encoded = [.. ids];

        void Encode()
        {
            ids.Clear();
            tokenizer.Encode(text, ids);
        }

        return
        [
            .. this.Measure(context, "encode", text, Encode, () => _ = peer.Encode(text)),
            .. this.Measure(context, "decode", text, () => _ = tokenizer.Decode(encoded), () => _ = peer.Decode(encoded)),
        ];
    }

    private static void CheckSame(List<int> ids, IReadOnlyList<int> others)
    {
        if (!ids.SequenceEqual(others))
        {
            throw new BenchmarkException($"{MicrosoftTokenizer.Name} gives other ids; there is nothing to compare.");
        }
    }

    private IEnumerable<Measurement> Measure(BenchmarkContext context, string metric, string text, Action weft, Action peer)
    {
        Contender[] contenders = [new InProcessContender("Weft", weft), new InProcessContender(MicrosoftTokenizer.Name, peer)];
        ContestResult result = context.Compete(contenders, probe: null);
        Quantity speed = new(metric, "MB/s", Encoding.UTF8.GetByteCount(text) * 1e-6);

        return Measurements.Of(this.Name, threads: 1, contenders, result, speed);
    }
}
