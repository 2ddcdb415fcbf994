using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Weft.Samples;

/// <summary>Measures what docs/transformer.md says, and draws its figures.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        try
        {
            Run(arguments);

            return 0;
        }
        catch (UsageException exception)
        {
            Console.Error.WriteLine(exception.Message);

            return 2;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(exception.Message);

            return 1;
        }
    }

    private static void Run(string[] arguments)
    {
        IReadOnlyList<Chapter> chapters = Choose(arguments);
        FindingsFolder folder = new(FindingsFolder.InRepository);
        using Classroom classroom = new(Console.Out);

        foreach (Chapter chapter in chapters)
        {
            Console.WriteLine(chapter.Name);
            Findings findings = new();
            chapter.Compute(findings);
            chapter.Measure(findings, classroom);

            if (chapter.IsTimed && arguments.Length == 0)
            {
                Compare(chapter.Name, findings, folder);
            }
            else
            {
                folder.Write(chapter.Name, findings);
                Console.WriteLine($"  {findings.Numbers.Count} numbers, {findings.Figures.Count} figures");
            }
        }
    }

    private static void Compare(string chapter, Findings findings, FindingsFolder folder)
    {
        SortedDictionary<string, double> known = folder.ReadNumbers();

        foreach ((string key, double value) in findings.Numbers)
        {
            string other = known.TryGetValue($"{chapter}.{key}", out double number) ? number.ToString("G3", CultureInfo.InvariantCulture) : "no such number";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {key}: {value:G3} here, {other} in the text"));
        }

        Console.WriteLine($"  Times differ; '{chapter}' as an argument writes these down.");
    }

    private static IReadOnlyList<Chapter> Choose(string[] names)
    {
        foreach (string name in names.Where(static name => Book.Chapters.All(chapter => chapter.Name != name)))
        {
            throw new UsageException($"There is no chapter '{name}'; the chapters are {string.Join(", ", Book.Chapters.Select(static chapter => chapter.Name))}, and without a name all of them are run.");
        }

        return names.Length == 0 ? Book.Chapters : [.. Book.Chapters.Where(chapter => names.Contains(chapter.Name))];
    }
}
