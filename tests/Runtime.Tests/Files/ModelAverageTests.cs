using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Files;

public sealed class ModelAverageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void LoadAverage_ThreeModels_MeanInDouble()
    {
        string[] paths = [this.Save("a", 1), this.Save("b", 2), this.Save("c", 3)];
        using Bigram average = ModelFactory.LoadAverage<Bigram>(paths);

        foreach (ParameterInfo info in Bigram.Shape.Parameters)
        {
            float[][] values = [.. paths.Select(path => Read(path, info.Name))];

            Assert.Equal(values[0].Select((value, index) => (float)(((double)value + values[1][index] + values[2][index]) / 3)), average.Read(info.Name));
        }
    }

    /// <summary>Sums in single would lose both small ones, and the order of the files would show.</summary>
    [Fact]
    public void LoadAverage_SmallBesideLarge_IsKept()
    {
        string[] paths = [this.SaveFilled("a", 1e8f), this.SaveFilled("b", 1f), this.SaveFilled("c", 1f), this.SaveFilled("d", -1e8f)];
        using Bigram average = ModelFactory.LoadAverage<Bigram>(paths);

        Assert.All(average.Read(Bigram.Weight), static value => Assert.Equal(0.5f, value));
    }

    [Fact]
    public void LoadAverage_OneModel_SameBits()
    {
        using Bigram model = Bigram.Initialize(5);
        model.Save(_folder["a"]);
        using Bigram average = ModelFactory.LoadAverage<Bigram>([_folder["a"]]);

        Assert.Equal(model.Snapshot(), average.Snapshot());
    }

    [Fact]
    public void LoadAverage_NoFile_IsAnError() => Assert.Throws<ArgumentException>(static () => ModelFactory.LoadAverage<Bigram>([]));

    [Theory]
    [InlineData(Bigram.Bias, null, "b: tensor 'output.bias': it is missing; Bigram needs it.")]
    [InlineData(Bigram.Bias, new long[] { 18 }, "b: tensor 'output.bias': its shape is [18]; Bigram needs [19].")]
    [InlineData("output.extra", new long[] { 1 }, "b: tensor 'output.extra': Bigram has no such parameter.")]
    public void LoadAverage_OtherModel_NamesFileAndTensor(string name, long[]? shape, string message)
    {
        string[] paths = [this.Save("a", 1), this.SaveOther("b", name, shape)];

        Assert.EndsWith(message, Assert.Throws<ModelFileException>(() => ModelFactory.LoadAverage<Bigram>(paths)).Message, StringComparison.Ordinal);
    }

    /// <summary>Saved and loaded again, it is the same mean, with the last file's texts.</summary>
    [Fact]
    public void Save_IsWhatLoadAverageLoads()
    {
        string[] paths = [this.Save("a", 1, ("note", "first")), this.Save("b", 2, ("note", "last"))];
        ModelAverage.Save(_folder["mean"], paths);
        using Bigram average = ModelFactory.LoadAverage<Bigram>(paths);
        using Bigram loaded = ModelFactory.Load<Bigram>(_folder["mean"]);
        using SafetensorsFile file = SafetensorsFile.Open(_folder["mean"]);

        Assert.Equal(average.Snapshot(), loaded.Snapshot());
        Assert.Equal("last", file.Metadata["note"]);
        Assert.Equal("Bigram", file.Metadata["weft.model"]);
    }

    [Fact]
    public void Save_OverAnInput_ReplacesIt()
    {
        string[] paths = [this.SaveFilled("a", 1), this.SaveFilled("b", 2)];
        ModelAverage.Save(paths[0], paths);

        Assert.All(Read(paths[0], Bigram.Bias), static value => Assert.Equal(1.5f, value));
        Assert.Equal(["a", "b"], _folder.Files.Order());
    }

    /// <summary>Of checkpoints the parameters alone: neither moments nor the place in the data have a mean.</summary>
    [Fact]
    public void Save_Checkpoints_AreModels()
    {
        int[] tokens = Texts.Create(500);
        using Bigram model = Bigram.Initialize(1);
        using Trainer<Bigram> trainer = new(model, new AdamW { LearningRate = 1e-2 }, new TrainerOptions { Threads = 1 });
        RandomWindows source = new(tokens, length: 12, sequences: 5, seed: 1);

        foreach (string name in (string[])["a", "b"])
        {
            foreach (TrainingStep _ in trainer.Run(source, trainer.Step + 2))
            {
            }

            trainer.Save(_folder[name], source, new Dictionary<string, string> { ["characters"] = "abc" });
        }

        ModelAverage.Save(_folder["mean"], [_folder["a"], _folder["b"]]);
        using SafetensorsFile file = SafetensorsFile.Open(_folder["mean"]);

        Assert.Equal(["characters", "weft.function", "weft.model", "weft.specification"], file.Metadata.Keys.Order());
        Assert.Equal(Bigram.Shape.Parameters.Select(static info => info.Name).Order(), file.Tensors.Select(static tensor => tensor.Name).Order());
        Assert.Equal(
            Read(_folder["a"], Bigram.Weight).Zip(Read(_folder["b"], Bigram.Weight), static (a, b) => (float)(((double)a + b) / 2)), file.ReadSingles(Bigram.Weight));
    }

    // 1 and 3 as every type of floats: the mean is 2, stored as the same type.
    [Theory]
    [InlineData("F16", 0x3C00, 0x4200)]
    [InlineData("BF16", 0x3F80, 0x4040)]
    [InlineData("F32", 0x3F800000, 0x40400000)]
    [InlineData("F64", 0x3FF0000000000000, 0x4008000000000000)]
    public void Save_EveryTypeOfFloats_KeepsIt(string type, long one, long three)
    {
        this.WriteRaw("a", type, [1], one);
        this.WriteRaw("b", type, [1], three);
        ModelAverage.Save(_folder["mean"], [_folder["a"], _folder["b"]]);
        using SafetensorsFile file = SafetensorsFile.Open(_folder["mean"]);

        Assert.Equal(type, file.Tensors.Single().Type.Text());
        Assert.Equal([2.0], file.ReadDoubles("t"));
    }

    /// <summary>1 + 2^-8 lies half-way between two neighbours of BF16, 1 + 3 x 2^-8 likewise: the even one is taken, up or down.</summary>
    [Theory]
    [InlineData(0x3F80, 0x3F81, 0x3F80)]
    [InlineData(0x3F81, 0x3F82, 0x3F82)]
    [InlineData(0x7FC0, 0x3F80, 0x7FC0)]
    [InlineData(0x7F80, 0x3F80, 0x7F80)]
    public void Save_BetweenTwoNeighbours_TakesTheEvenOne(long first, long second, long mean)
    {
        this.WriteRaw("a", "BF16", [1], first);
        this.WriteRaw("b", "BF16", [1], second);
        ModelAverage.Save(_folder["mean"], [_folder["a"], _folder["b"]]);

        Assert.Equal(mean, BitConverter.ToUInt16(File.ReadAllBytes(_folder["mean"])[^2..]));
    }

    /// <summary>A tensor of several blocks, and one without elements.</summary>
    [Fact]
    public void Save_AnySize_IsRead()
    {
        float[] values = [.. Enumerable.Range(0, (2 * SafetensorsWriter.BlockElements) + 5).Select(static index => (float)index)];

        foreach ((string name, float factor) in (ReadOnlySpan<(string, float)>)[("a", 1), ("b", 3)])
        {
            SafetensorsWriter writer = new();
            writer.Add("many", [values.Length], [.. values.Select(value => value * factor)]);
            writer.Add("none", [0, 3], Array.Empty<float>());
            writer.Add("one", [], [factor]);
            writer.Save(_folder[name]);
        }

        ModelAverage.Save(_folder["mean"], [_folder["a"], _folder["b"]]);
        using SafetensorsFile file = SafetensorsFile.Open(_folder["mean"]);

        Assert.Equal(values.Select(static value => value * 2), file.ReadSingles("many"));
        Assert.Empty(file.ReadSingles("none"));
        Assert.Equal([2f], file.ReadSingles("one"));
    }

    [Theory]
    [InlineData("F16", 2, "b: tensor 't': its type is F16; in {0} it is F32.")]
    [InlineData("F32", 1, "b: tensor 't': its shape is [1]; in {0} it is [2].")]
    [InlineData(null, 0, "b: tensor 't': it is missing; {0} has it.")]
    public void Save_OtherTensors_AreNamed(string? type, int length, string message)
    {
        this.WriteRaw("a", "F32", [2], 0);
        this.WriteRaw("b", type, [length], 0);
        ModelFileException exception = Assert.Throws<ModelFileException>(() => ModelAverage.Save(_folder["mean"], [_folder["a"], _folder["b"]]));

        Assert.EndsWith(string.Format(null, message, _folder["a"]), exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["mean"]));
    }

    [Fact]
    public void Save_AddedTensor_IsNamed()
    {
        this.WriteRaw("a", null, [], 0);
        this.WriteRaw("b", "F32", [1], 0);
        ModelFileException exception = Assert.Throws<ModelFileException>(() => ModelAverage.Save(_folder["mean"], [_folder["a"], _folder["b"]]));

        Assert.EndsWith($"b: tensor 't': {_folder["a"]} does not have it.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Save_OtherFunction_IsRefused()
    {
        foreach (string name in (string[])["1", "2"])
        {
            SafetensorsWriter writer = new();
            writer.AddMetadata("weft.function", $"heads: {name}; activation: relu");
            writer.Add("t", [1], [1f]);
            writer.Save(_folder[name]);
        }

        ModelFileException exception = Assert.Throws<ModelFileException>(() => ModelAverage.Save(_folder["mean"], [_folder["1"], _folder["2"]]));

        Assert.Equal($"{_folder["2"]}: the parameters are of a model with 'heads: 2'; {_folder["1"]} has 'heads: 1'.", exception.Message);
    }

    [Fact]
    public void Save_Integers_HaveNoMean()
    {
        this.WriteRaw("a", "I64", [1], 1);
        ModelFileException exception = Assert.Throws<ModelFileException>(() => ModelAverage.Save(_folder["mean"], [_folder["a"]]));

        Assert.EndsWith("a: tensor 't': its type is I64; F32, F16, BF16 and F64 have averages.", exception.Message, StringComparison.Ordinal);
    }

    private static float[] Read(string path, string name)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);

        return file.ReadSingles(name);
    }

    private string Save(string name, ulong seed, params (string Name, string Text)[] metadata)
    {
        using Bigram model = Bigram.Initialize(seed);
        model.Save(_folder[name], metadata.ToDictionary());

        return _folder[name];
    }

    private string SaveFilled(string name, float value)
    {
        using Bigram model = Bigram.CreateEmpty();

        foreach (ParameterInfo info in Bigram.Shape.Parameters)
        {
            model.Write(info.Name, Enumerable.Repeat(value, (int)info.Count).ToArray());
        }

        model.Save(_folder[name]);

        return _folder[name];
    }

    private string SaveOther(string name, string changed, long[]? shape)
    {
        using Bigram model = Bigram.Initialize(5);
        SafetensorsWriter writer = new();

        foreach (ParameterInfo info in Bigram.Shape.Parameters.Where(info => info.Name != changed))
        {
            writer.Add(info.Name, info.Second is null ? [info.First.Count] : [info.First.Count, info.Second.Value.Count], model.Read(info.Name));
        }

        if (shape is not null)
        {
            writer.Add(changed, shape, new float[shape.Aggregate(static (left, right) => left * right)]);
        }

        writer.Save(_folder[name]);

        return _folder[name];
    }

    // A file with one tensor 't' whose elements all have the bits, or without any tensor.
    private void WriteRaw(string name, string? type, int[] shape, long bits)
    {
        int size = type is null ? 0 : type.EndsWith("16", StringComparison.Ordinal) ? 2 : type.EndsWith("32", StringComparison.Ordinal) ? 4 : 8;
        byte[] data = [.. Enumerable.Repeat(BitConverter.GetBytes(bits)[..size], shape.Sum()).SelectMany(static bytes => bytes)];
        byte[] header = System.Text.Encoding.UTF8.GetBytes(type is null ? "{}" : $$$"""{"t":{"dtype":"{{{type}}}","shape":[{{{shape[0]}}}],"data_offsets":[0,{{{data.Length}}}]}}""");
        File.WriteAllBytes(_folder[name], [.. BitConverter.GetBytes((long)header.Length), .. header, .. data]);
    }
}
