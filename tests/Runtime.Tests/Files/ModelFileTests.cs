using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Files;

public sealed class ModelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Save_ThenLoad_SameParameters()
    {
        using Bigram model = Bigram.Initialize(5);
        model.Save(_folder["model.safetensors"], new System.Collections.Generic.Dictionary<string, string> { ["characters"] = "abc" });
        using Bigram loaded = ModelFactory.Load<Bigram>(_folder["model.safetensors"]);
        using SafetensorsFile file = SafetensorsFile.Open(_folder["model.safetensors"]);

        Assert.Equal(model.Snapshot(), loaded.Snapshot());
        Assert.Equal(["abc", Bigram.Shape.Function, "Bigram", "bigram-1"], file.Metadata.OrderBy(static pair => pair.Key).Select(static pair => pair.Value));
        Assert.Equal([Bigram.Vocabulary, Bigram.Width], file.Find(Bigram.Weight)!.Shape.Select(static size => (int)size));
        Assert.Equal(model.Read(Bigram.Weight), file.ReadSingles(Bigram.Weight));
    }

    [Theory]
    [InlineData(Bigram.Bias, null, "output.bias': it is missing")]
    [InlineData(Bigram.Bias, new long[] { 19, 1 }, "output.bias': its shape is [19, 1]; Bigram needs [19]")]
    [InlineData("output.extra", new long[] { 1 }, "output.extra': Bigram has no such parameter")]
    public void Load_OtherTensors_AreNamed(string name, long[]? shape, string message)
    {
        using Bigram model = Bigram.Initialize(5);
        SafetensorsWriter writer = new();

        foreach (ParameterInfo info in model.Description.Parameters.Where(info => info.Name != name))
        {
            writer.Add(info.Name, info.Second is null ? [info.First.Count] : [info.First.Count, info.Second.Value.Count], model.Read(info.Name));
        }

        if (shape is not null)
        {
            writer.Add(name, shape, new float[shape.Aggregate(static (left, right) => left * right)]);
        }

        writer.Save(_folder["model.safetensors"]);
        ModelFileException exception = Assert.Throws<ModelFileException>(() => ModelFactory.Load<Bigram>(_folder["model.safetensors"]));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal(name, exception.TensorName);
    }

    /// <summary>Equal tensors do not make equal models; what another version did not yet say, or says beyond, is no difference.</summary>
    [Theory]
    [InlineData("heads: 3; activation: none", "the parameters are of a model with 'heads: 3'; Bigram has 'heads: 1'.")]
    [InlineData("heads: 1; activation: relu", "the parameters are of a model with 'activation: relu'; Bigram has 'activation: none'.")]
    [InlineData("norm: other; activation: none", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Load_OtherFunction_IsRefused(string? function, string? message)
    {
        using Bigram model = Bigram.Initialize(5);
        SafetensorsWriter writer = new();
        ModelFile.AddMetadata(writer, function is null ? null : new System.Collections.Generic.Dictionary<string, string> { ["weft.function"] = function });
        ModelFile.AddArena(writer, model.Description, model.Parameters, prefix: "");
        writer.Save(_folder["model.safetensors"]);

        if (message is null)
        {
            using Bigram loaded = ModelFactory.Load<Bigram>(_folder["model.safetensors"]);
            Assert.Equal(model.Snapshot(), loaded.Snapshot());
        }
        else
        {
            ModelFileException exception = Assert.Throws<ModelFileException>(() => ModelFactory.Load<Bigram>(_folder["model.safetensors"]));
            Assert.Equal($"{_folder["model.safetensors"]}: {message}", exception.Message);
        }
    }

    /// <summary>Files of encoders that were told `masking: none` hold the function that is called `masking: padding`.</summary>
    [Theory]
    [InlineData("masking: none; activation: none", "masking: padding; activation: none", null)]
    [InlineData("masking: none; activation: relu", "masking: padding; activation: none", "'activation: relu'")]
    [InlineData("masking: none", "masking: causal", "'masking: padding'")]
    public void Load_RenamedSetting_IsTheSameFunction(string function, string modelFunction, string? difference)
    {
        SafetensorsWriter writer = new();
        writer.AddMetadata("weft.function", function);
        writer.Save(_folder["model.safetensors"]);
        using SafetensorsFile file = SafetensorsFile.Open(_folder["model.safetensors"]);
        Exception? exception = Record.Exception(() => ModelFunction.Check(file, Bigram.Describe(function: modelFunction)));

        Assert.Equal(difference is not null, exception is ModelFileException);
        Assert.Contains(difference ?? string.Empty, exception?.Message ?? string.Empty, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_IntegersForAParameter_NamesTypeAndTensor()
    {
        SafetensorsWriter writer = new();
        writer.Add(Bigram.Table, [Bigram.Vocabulary, Bigram.Width], new long[Bigram.Vocabulary * Bigram.Width]);
        writer.Save(_folder["model.safetensors"]);

        ModelFileException exception = Assert.Throws<ModelFileException>(() => ModelFactory.Load<Bigram>(_folder["model.safetensors"]));
        Assert.Contains("its type is I64", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Load_ParameterThatIsNotFinite_SaysWhere(float value)
    {
        using Bigram model = Bigram.Initialize(5);
        float[] weight = model.Read(Bigram.Weight);
        weight[Bigram.Width + 2] = value;
        model.Write(Bigram.Weight, weight);
        model.Save(_folder["model.safetensors"]);
        ModelFileException exception = Assert.Throws<ModelFileException>(() => ModelFactory.Load<Bigram>(_folder["model.safetensors"]));
        ModelFileException mean = Assert.Throws<ModelFileException>(() => ModelFactory.LoadAverage<Bigram>([_folder["model.safetensors"]]));

        string message = $"'{Bigram.Weight}': its element [1, 2] is {value.ToString(CultureInfo.InvariantCulture)}; a model's are finite.";

        Assert.EndsWith(message, exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(message, mean.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Truncated_IsAClearError()
    {
        using Bigram model = Bigram.Initialize(5);
        model.Save(_folder["model.safetensors"]);
        byte[] bytes = File.ReadAllBytes(_folder["model.safetensors"]);
        File.WriteAllBytes(_folder["model.safetensors"], bytes[..^10]);

        Assert.Contains("truncated", Assert.Throws<ModelFileException>(() => ModelFactory.Load<Bigram>(_folder["model.safetensors"])).Message, StringComparison.Ordinal);
    }
}
