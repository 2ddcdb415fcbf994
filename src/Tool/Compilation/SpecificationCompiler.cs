using System;
using System.IO;
using System.Linq;
using Weft.Generator;
using Weft.Generator.Lowering;
using Weft.Generator.Pipeline;
using Weft.Generator.Specification;

namespace Weft.Tool.Compilation;

/// <summary>A model of one spec file that has no problems.</summary>
internal static class SpecificationCompiler
{
    /// <summary>Compiles the model of a file, as the only one of a project.</summary>
    /// <param name="path">The file.</param>
    /// <param name="change">Changes the model before it is compiled.</param>
    /// <exception cref="IOException">The file cannot be read; the message names it.</exception>
    /// <exception cref="InvalidSpecificationException">The file has problems.</exception>
    public static (ModelSpecification Specification, ModelProgram Program, ModelBuild Build) Compile(
        string path, Func<ModelSpecification, ModelSpecification>? change = null)
    {
        ModelBuild build = ModelBuild.Create([SpecificationFiles.Read(path)], change);
        build.ThrowIfBroken();
        LoweredModel model = build.Models.Single();

        return (model.Input.Specification, model.Program!, build);
    }

    /// <summary>Reads a text that is about to be written, as a build will read it then.</summary>
    /// <exception cref="InvalidSpecificationException">It has problems.</exception>
    public static void Check(string path, string text)
    {
        SpecificationResult result = ModelCompiler.Read(path, text, rootNamespace: string.Empty);

        if (result.Specification is null)
        {
            throw new InvalidSpecificationException(result.Problems);
        }
    }
}
