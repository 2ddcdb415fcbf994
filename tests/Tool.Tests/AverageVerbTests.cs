using System;
using System.IO;
using System.Linq;
using Xunit;

namespace Weft.Tool.Tests;

public sealed class AverageVerbTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void TwoModels_MeanLoadsAsTheModel()
    {
        string[] inputs = [this.Save("a", 1), this.Save("b", 2)];
        string output = this.PathOf("mean.safetensors");

        Assert.Equal([$"{output}: the mean of 2 files."], WeftCommand.Run(["average", output, .. inputs]).Lines());

        using Inspected loaded = Inspected.Load(output);
        using Inspected average = Inspected.LoadAverage(inputs);
        Assert.Equal(Read(average), Read(loaded));

        using Inspected first = Inspected.Load(inputs[0]);
        using Inspected second = Inspected.Load(inputs[1]);
        Assert.Equal(Read(first).Zip(Read(second), static (a, b) => (float)(((double)a + b) / 2)), Read(loaded));
    }

    [Fact]
    public void WrongInput_NoOutput_ExitCode1()
    {
        string other = this.PathOf("other.safetensors");
        SafetensorsWriter writer = new();
        writer.Add("t", [1], [1f]);
        writer.Save(other);
        string model = this.Save("a", 1);
        string output = this.PathOf("mean.safetensors");

        Assert.Equal($"weft average: {other}: tensor 'decoder.token_embedding.weight': it is missing; {model} has it.", Fail(model, other));
        Assert.Contains("missing.safetensors", Fail(this.PathOf("missing.safetensors")), StringComparison.Ordinal);
        File.WriteAllText(other, "no tensors");
        Assert.StartsWith($"weft average: {other}: the file is truncated or no safetensors file", Fail(model, other), StringComparison.Ordinal);
        Assert.False(File.Exists(output));

        string Fail(params string[] inputs)
        {
            WeftCommand run = WeftCommand.Run(["average", output, .. inputs]);
            Assert.Equal((CommandLine.InputError, ""), (run.Code, run.Output));

            return Assert.Single(run.ErrorLines());
        }
    }

    [Fact]
    public void OneFile_IsNotEnough_ExitCode2()
    {
        WeftCommand run = WeftCommand.Run("average", "mean.safetensors");

        Assert.Equal(CommandLine.UsageError, run.Code);
        Assert.Equal("weft average: an output and one or more inputs are needed; there is 1.", run.ErrorLines()[0]);
    }

    private static float[] Read(Inspected model)
    {
        float[] values = new float[40 * 16];
        model.Read("decoder.token_embedding.weight", values);

        return values;
    }

    private string Save(string name, ulong seed)
    {
        using Inspected model = Inspected.Initialize(seed);
        model.Save(this.PathOf(name));

        return this.PathOf(name);
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
