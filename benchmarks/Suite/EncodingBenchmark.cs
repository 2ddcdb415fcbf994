using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Benchmarks.Compilation;
using Weft.Benchmarks.Measuring;
using Weft.Benchmarks.Peers;
using Weft.Benchmarks.Peers.Onnx;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;

namespace Weft.Benchmarks.Suite;

/// <summary>Sentences through all-MiniLM-L6-v2, 16 at once, with weights as singles and in 8 bits, beside ONNX Runtime with singles.</summary>
internal sealed class EncodingBenchmark : Benchmark
{
    private const string File = "minilm.yaml";
    private const int Sentences = 16;

    private static readonly int[] Lengths = [16, 64, 256];

    public EncodingBenchmark()
        : base("encode", "16 sentences of 16, 64 and 256 tokens, the trained encoder all-MiniLM-L6-v2")
    {
    }

    /// <inheritdoc/>
    public override IEnumerable<Measurement> Run(BenchmarkContext context)
    {
        ImmutableArray<byte> graph = MiniLmFiles.ReadGraph();
        ModelSpecification specification = BenchmarkModel.Read(File);
        ModelSpecification small = specification with { Inference = specification.Inference with { Weights = Generator.Shared.WeightFormat.Int8 } };
        GeneratedModel generated = BenchmarkModel.Compile(specification);
        GeneratedModel generatedSmall = BenchmarkModel.Compile(small);
        using TransformerModel model = generated.CreateEmpty();
        using TransformerModel smallModel = generatedSmall.CreateEmpty();
        MiniLmFiles.CopyTo(model, graph.AsSpan());
        MiniLmFiles.CopyTo(smallModel, graph.AsSpan());
        using EncoderSession session = (EncoderSession)generated.StartInference(model, context.Workers);
        using EncoderSession smallSession = (EncoderSession)generatedSmall.StartInference(smallModel, context.Workers);

        return [.. Lengths.SelectMany(length => this.Measure(context, length, specification, session, smallSession, [.. graph]))];
    }

    private IEnumerable<Measurement> Measure(
        BenchmarkContext context, int length, ModelSpecification specification, EncoderSession session, EncoderSession smallSession, byte[] graph)
    {
        int[][] sentences = [.. Enumerable.Range(0, Sentences).Select(i => RandomTokens.Draw(length, specification.SourceVocabulary - i))];
        InProcessContender weft = new("Weft", () => session.Run(sentences));
        InProcessContender small = new("Weft, weights in 8 bits", () => smallSession.Run(sentences));
        using Ways runtime = new(OnnxRuntimePeer.CreateEncoder(graph, sentences, specification.ModelSize, context.Threads));
        this.CheckSame(weft, session, runtime.Contenders[0]);
        ContestResult result = context.Compete([weft, small, .. runtime.Contenders], context.Peak);
        Quantity speed = new($"{length} tokens", "sentences/s", Sentences);
        Contender peer = result.BestOf(runtime.Contenders);

        return
        [
            .. Measurements.Of(
                this.Name, context.Threads, [weft, peer], result, speed,
                Quantity.Arithmetic(CountOperations(session.Description, specification, length), $"{length} tokens, arithmetic")),
            .. Measurements.Of(this.Name, context.Threads, [small, peer], result, speed with { Metric = $"{length} tokens, int8" }),
        ];
    }

    // Two for each weight of a product, and four for each column of each pair of positions; tables are looked up.
    private static double CountOperations(ModelDescription model, ModelSpecification specification, int length)
    {
        long tables = specification.ModelSize * ((long)specification.SourceVocabulary + specification.TokenTypes + specification.MaxLength);
        double ofToken = (2.0 * (model.ParameterCount - tables)) + (4.0 * specification.EncoderLayers * specification.ModelSize * length);

        return Sentences * length * ofToken;
    }

    // Two programs that compute something else are no peers.
    private void CheckSame(Contender weft, EncoderSession session, Contender peer)
    {
        if (peer is not OnnxRuntimeContender runtime)
        {
            return;
        }

        _ = weft.Measure(1);
        _ = runtime.Measure(1);
        ReadOnlySpan<float> ours = session.LogitsOf(0, 0);
        float difference = 0;

        for (int i = 0; i < ours.Length; i++)
        {
            difference = Math.Max(difference, Math.Abs(ours[i] - runtime.Output[i]));
        }

        if (!(difference <= 1e-3f))
        {
            throw new BenchmarkException($"{this.Name}: the hidden states of Weft and of {peer.Name} differ by {difference:G3}: they are not the same model.");
        }
    }
}
