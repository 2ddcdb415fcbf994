using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Weft.Conformance.Compilation;

namespace Weft.AotTests;

/// <summary>Runs models against what the interpreter or PyTorch made of them, and hashes every number they compute.</summary>
internal sealed class Suite(TextWriter output, string folder)
{
    /// <summary>Runs some models.</summary>
    /// <param name="instructionSet">What to call the instruction set in the last line.</param>
    /// <param name="names">The models.</param>
    /// <param name="find">A model of that name, or null.</param>
    /// <returns>Whether there were checks and every one passed.</returns>
    public bool Run(string instructionSet, IReadOnlyCollection<string> names, Func<string, GeneratedModel?> find)
    {
        Checks all = new(output);

        foreach (string name in names)
        {
            int before = all.Passed + all.Failed;
            all.Model = name;

            if (find(name) is not GeneratedModel model)
            {
                all.Check("the program", false, "it has no model of that name");
                continue;
            }

            Run(model, Path.Combine(folder, $"{name}.safetensors"), all);
            output.WriteLine($"  {name}: {all.Passed + all.Failed - before} checks");
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{instructionSet}: {names.Count} models, {all.Passed} cases passed, {all.Failed} failed, largest error {100 * all.LargestError:0.0} % of its tolerance, bits {all.Bits}"));

        return all.Failed == 0 && all.Passed > 0;
    }

    private static void Run(GeneratedModel model, string path, Checks checks)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);

        if (file.Find("input/labels") is null)
        {
            new ModelCase(model, new CaseFile(file), checks).Run();
        }
        else
        {
            PublishedCase.Run(model, file, checks);
        }
    }
}
