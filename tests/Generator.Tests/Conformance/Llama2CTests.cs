using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Weft.Conformance;
using Weft.Conformance.Compilation;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Import;
using Weft.Import.Llama2C;
using Weft.Tokenizers;
using Xunit;

namespace Weft.Generator.Tests.Conformance;

/// <summary>A published checkpoint of llama2.c, imported, compiled, and asked for its story.</summary>
public sealed class Llama2CTests : IDisposable
{
    private const int Beginning = 1;
    private static readonly string Cases = Path.Combine(AppContext.BaseDirectory, "cases", "llama2c");

    private readonly string _folder = Directory.CreateTempSubdirectory("weft-llama2c").FullName;
    private readonly ImportedModel _imported = ModelImport.Open(Path.Combine(Cases, "stories260K.bin"));

    public void Dispose()
    {
        _imported.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("avx512")]
    [InlineData("avx2")]
    [InlineData("neon")]
    [InlineData("portable")]
    public void Story_IsThePublishedOne_ByteForByte(string set)
    {
        Tokenizer tokenizer = this.ReadTokenizer();
        using TransformerModel model = this.Load(this.Read(set), out GeneratedModel generated);
        using DecoderSession session = generated.StartDecoding(model);
        List<int> tokens = [Beginning];

        foreach (int token in session.Generate([Beginning], Sampling.Greedy, count: 256, stopToken: Beginning))
        {
            tokens.Add(token);
        }

        string story = tokenizer.Decode([.. tokens]);

        Assert.Equal(File.ReadAllText(Path.Combine(Cases, "story.txt")), $"{story}\n");
        Assert.Equal(tokens[1..], tokenizer.Encode(story, addSpecialTokens: false));
    }

    [Theory]
    [InlineData("bfloat16", 0.002)]
    [InlineData("int8", 0.005)]
    [InlineData("int4", 0.1)]
    public void StoredWeights_LoseLittleOfItsLikelihood(string name, double most)
    {
        WeightFormat format = WeightLayout.All.Single(layout => layout.Name == name).Format;
        ModelSpecification specification = this.Read("portable");
        int[] tokens = [Beginning, .. this.ReadTokenizer().Encode(File.ReadAllText(Path.Combine(Cases, "story.txt")).TrimEnd(), addSpecialTokens: false)];
        double exact = this.LogLikelihood(specification, tokens);
        double stored = this.LogLikelihood(specification with { Inference = specification.Inference with { Weights = format } }, tokens);

        Assert.True(exact < 0);
        Assert.True(Math.Abs(stored - exact) <= most * Math.Abs(exact), $"{exact} and {stored}");
    }

    [Fact]
    public void LayersThatTheFileCannotHold_TakeNoMemory()
    {
        string path = Path.Combine(_folder, "layers.bin");
        byte[] bytes = File.ReadAllBytes(Path.Combine(Cases, "stories260K.bin"));
        BitConverter.GetBytes(1 << 24).CopyTo(bytes, 2 * sizeof(int));
        File.WriteAllBytes(path, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(
            $"{path}: the file has 1056540 bytes; its sizes ask for 16777216 layers of 181760 bytes.",
            Assert.Throws<ImportException>(() => ModelImport.Open(path)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void FileThatIsCut_IsNamed()
    {
        string path = Path.Combine(_folder, "cut.bin");
        File.WriteAllBytes(path, File.ReadAllBytes(Path.Combine(Cases, "stories260K.bin"))[..^4]);

        Assert.Equal($"{path}: the file has 1056536 bytes; its sizes ask for 1056540.", Assert.Throws<ImportException>(() => ModelImport.Open(path)).Message);
        File.WriteAllBytes(path, [1, 2, 3]);
        Assert.Equal(
            $"{path}: the file has fewer than the 28 bytes that a checkpoint of llama2.c begins with.", Assert.Throws<ImportException>(() => ModelImport.Open(path)).Message);
        File.WriteAllText(path, "this is no checkpoint of any model");
        Assert.Contains("which are not the sizes of a checkpoint of llama2.c.", Assert.Throws<ImportException>(() => ModelImport.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TokenizerOfAnotherSize_IsNamed()
    {
        string path = Path.Combine(Cases, "tok512.bin");
        string target = Path.Combine(_folder, "tokens.model");

        Assert.Equal(
            $"{path}: the file ends after 512 pieces; the model has 600 tokens.",
            Assert.Throws<ImportException>(() => Llama2CTokenizer.Convert(path, 600, target)).Message);
        Assert.Equal(
            $"{path}: the file goes on behind 500 pieces, which is as many as the model has tokens.",
            Assert.Throws<ImportException>(() => Llama2CTokenizer.Convert(path, 500, target)).Message);
        Assert.False(File.Exists(target));
    }

    private Tokenizer ReadTokenizer()
    {
        string path = Path.Combine(_folder, "tokens.model");
        Llama2CTokenizer.Convert(Path.Combine(Cases, "tok512.bin"), _imported.Vocabulary, path);

        return Tokenizer.Load(path);
    }

    private ModelSpecification Read(string set)
    {
        SpecificationResult result = SpecificationReader.Read("stories.yaml", _imported.SpecificationText, "Weft.Compiled");
        Assert.Empty(result.Problems.Items);
        Assert.True(InstructionSetNames.TryParse(set, out InstructionSets parsed));

        return result.Specification! with { InstructionSets = parsed };
    }

    private TransformerModel Load(ModelSpecification specification, out GeneratedModel generated)
    {
        string path = Path.Combine(_folder, "stories.safetensors");
        _imported.SaveParameters(path);
        generated = ModelLibrary.Compile(specification)[specification];
        TransformerModel model = generated.CreateEmpty();
        ModelFile.Load(model, path);

        return model;
    }

    // The mean over the story's tokens.
    private double LogLikelihood(ModelSpecification specification, int[] tokens)
    {
        using TransformerModel model = this.Load(specification, out GeneratedModel generated);
        using DecoderSession session = generated.StartDecoding(model);
        double sum = 0;

        for (int i = 1; i < tokens.Length; i++)
        {
            float[] logits = session.Feed(tokens[i - 1]).ToArray();
            double greatest = logits.Max();
            sum += logits[tokens[i]] - greatest - Math.Log(logits.Sum(logit => Math.Exp(logit - greatest)));
        }

        return sum / (tokens.Length - 1);
    }
}
