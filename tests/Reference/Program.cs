using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Weft.AotTests;
using Weft.Conformance;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Graph;

namespace Weft.Reference;

/// <summary>What a native image's kernel suite is compared with: the interpreter's results, and the bits that the JIT's kernels compute.</summary>
internal static class Program
{
    private const string Help = """
        Weft.Reference models FOLDER
            Writes the specifications of the suite, which tests/AotTests/models holds.
        Weft.Reference values FOLDER
            Writes what the interpreter computes for each of them, and PyTorch's case.
        Weft.Reference suite FOLDER SET [MODEL ...]
            Compiles the models in memory for avx512, avx2, neon or portable alone and runs the suite on the values of the folder. Every
            set runs on every machine, in software where it must, and computes the same bits.
        """;

    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["models", string folder]:
                Write(folder, static (name, path) => File.WriteAllText($"{path}.yaml", ModelCases.Text(name)));

                return 0;
            case ["values", string folder]:
                Write(folder, CaseWriter.Write);
                File.Copy(Published("safetensors"), Path.Combine(folder, "Gpt.safetensors"), overwrite: true);

                return 0;
            case ["suite", string folder, string name, .. string[] models] when InstructionSetNames.TryParse(name, out InstructionSets set):
                return RunSuite(folder, name, set, models) ? 0 : 1;
            default:
                Console.Error.WriteLine(Help);

                return 2;
        }
    }

    private static void Write(string folder, Action<string, string> write)
    {
        _ = Directory.CreateDirectory(folder);

        foreach (string name in ModelCases.Compiled)
        {
            write(name, Path.Combine(folder, name));
        }
    }

    private static bool RunSuite(string folder, string name, InstructionSets set, string[] models)
    {
        Dictionary<string, ModelSpecification> specifications = ModelCases.Compiled.Select(ModelCases.Read).Append(ReadPublished())
            .Where(specification => models.Length == 0 || models.Contains(specification.Model))
            .ToDictionary(static specification => specification.Model, specification => specification with { InstructionSets = set });
        ModelLibrary library = ModelLibrary.Compile(specifications.Values);

        return new Suite(Console.Out, folder).Run(name, [.. specifications.Keys.Order(StringComparer.Ordinal)], model => library[specifications[model]]);
    }

    private static ModelSpecification ReadPublished() =>
        SpecificationReader.Read("gpt.yaml", File.ReadAllText(Published("yaml")), "Weft.Compiled").Specification
        ?? throw new InvalidDataException("gpt.yaml is no specification.");

    private static string Published(string extension) => Path.Combine(AppContext.BaseDirectory, "cases/torch", $"gpt.{extension}");
}
