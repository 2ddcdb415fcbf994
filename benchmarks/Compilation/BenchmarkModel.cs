using System;
using System.IO;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;

namespace Weft.Benchmarks.Compilation;

/// <summary>Specs that come with the benchmarks, and models of them, compiled in memory: a build would be no different.</summary>
internal static class BenchmarkModel
{
    /// <summary>The specification in an embedded file.</summary>
    public static ModelSpecification Read(string file)
    {
        using Stream stream = typeof(BenchmarkModel).Assembly.GetManifestResourceStream(file) ?? throw new InvalidOperationException($"There is no spec {file} in this program.");
        using StreamReader reader = new(stream);

        return Parse(file, reader.ReadToEnd());
    }

    /// <summary>The specification of a text that the program itself has written.</summary>
    public static ModelSpecification Parse(string file, string text)
    {
        SpecificationResult result = SpecificationReader.Read(file, text, "Weft.Benchmarks.Compiled");

        return result.Specification ?? throw new InvalidOperationException(string.Join('\n', result.Problems.Items));
    }

    /// <summary>The same model with a training step of another size.</summary>
    public static ModelSpecification WithTraining(this ModelSpecification specification, int batch, int length) =>
        specification with { Training = new TrainingCapacity(batch, batch * length, length) };

    /// <summary>Compiles a model as a program's own.</summary>
    public static GeneratedModel Compile(ModelSpecification specification) => ModelLibrary.Compile([specification], isCollectible: false)[specification];
}
