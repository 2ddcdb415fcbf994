using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Weft.Generator.Emission;

namespace Weft.Conformance.Compilation;

/// <summary>Generated C# that does not compile: a defect of the generator. The message shows the sources concerned, lines numbered.</summary>
internal sealed class ModelCompilationException(ImmutableArray<GeneratedSource> sources, ImmutableArray<Diagnostic> problems)
    : Exception(Describe(sources, problems))
{
    // One mistake is in every kernel; hundreds of tests would show all of them.
    private const int MostProblems = 20;
    private const int MostFiles = 3;

    private static string Describe(ImmutableArray<GeneratedSource> sources, ImmutableArray<Diagnostic> problems)
    {
        StringBuilder text = new("The generated sources do not compile:\n");
        _ = text.AppendJoin('\n', problems.Take(MostProblems)).Append('\n');
        HashSet<string> files = [.. problems.Take(MostProblems).Select(static problem => problem.Location.SourceTree?.FilePath ?? string.Empty)];

        foreach (GeneratedSource source in sources.Where(source => files.Contains(source.HintName)).Take(MostFiles))
        {
            _ = text.Append($"\n--- {source.HintName}\n");
            int line = 0;

            foreach (string content in source.Text.Split('\n'))
            {
                _ = text.Append($"{++line,5}  {content}\n");
            }
        }

        return text.ToString();
    }
}
