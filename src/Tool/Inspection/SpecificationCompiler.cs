using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Weft.Generator;
using Weft.Generator.Emission;
using Weft.Generator.Lowering;
using Weft.Generator.Pipeline;
using Weft.Generator.Specification;

namespace Weft.Tool.Inspection;

/// <summary>Runs a spec file through the generator, as a build would: the same problems in the same places, the same files.</summary>
internal static class SpecificationCompiler
{
    // UTF-8 takes at most four bytes for a character that the reader counts.
    private const int MostBytes = 4 * (Limits.FileLength + 1);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Compiles the model of a file.</summary>
    /// <exception cref="IOException">The file cannot be read; the message names it.</exception>
    /// <exception cref="InvalidSpecificationException">The file has problems.</exception>
    public static InspectedModel Compile(string path)
    {
        ParsedFile file = Stages.Parse(new SpecificationFile(path, ReadText(path), RootNamespace: ""), CancellationToken.None);

        if (file.Result.Specification is not ModelSpecification specification)
        {
            throw new InvalidSpecificationException(file.Result.Problems);
        }

        LoweredModel model = Stages.Lower(new ModelInput(specification, path), CancellationToken.None);
        ImmutableArray<MethodOutput> methods = [.. model.Methods.Select(static method => Stages.Print(method, CancellationToken.None))];
        ImmutableArray<MethodOutput> failed = [.. methods.Where(static method => method.Failure is not null)];
        ModelOutput output = Stages.Print(model, failed, CancellationToken.None);

        return output.Problems.Count == 0
            ? new InspectedModel(specification, model.Program!, [.. output.Sources, .. methods.Select(static method => method.Source!)])
            : throw new InvalidSpecificationException(output.ProblemsIn(file.Result));
    }

    // Null for what is no text: the reader has a message for it, as for everything else that is wrong inside a file.
    private static string? ReadText(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            byte[] bytes = new byte[MostBytes + 1];
            int count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);

            // A file that is cut off here is over the reader's limit wherever its last character ends.
            return count > MostBytes ? new string(' ', Limits.FileLength + 1) : Utf8.GetString(bytes, 0, count);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"{path}: there is no such file.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path}: the file cannot be read. {exception.Message}", exception);
        }
    }
}

/// <summary>A spec file after every room of the generator.</summary>
/// <param name="Specification">What it says.</param>
/// <param name="Program">The model as data.</param>
/// <param name="Sources">Its files.</param>
internal sealed record InspectedModel(ModelSpecification Specification, ModelProgram Program, ImmutableArray<GeneratedSource> Sources);
