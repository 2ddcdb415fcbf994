using System;

namespace Weft.Generator.Specification;

/// <summary>A name in which * stands for any text, an empty one included: as in the names of files.</summary>
internal static class GlobPattern
{
    private const char AnyText = '*';

    /// <summary>Whether a name is what the pattern says.</summary>
    public static bool Matches(string pattern, string name) => Edits(pattern, name) == 0;

    /// <summary>How many characters of the pattern or of the name would have to be others for the two to fit.</summary>
    public static int Edits(string pattern, string name)
    {
        // Of the pattern's characters so far, against each beginning of the name.
        int[] edits = new int[name.Length + 1];

        for (int end = 0; end <= name.Length; end++)
        {
            edits[end] = end;
        }

        foreach (char character in pattern)
        {
            int before = edits[0];
            edits[0] += character == AnyText ? 0 : 1;

            for (int end = 1; end <= name.Length; end++)
            {
                int here = edits[end];
                edits[end] = character == AnyText
                    ? Math.Min(here, edits[end - 1])
                    : Math.Min(before + (character == name[end - 1] ? 0 : 1), Math.Min(here, edits[end - 1]) + 1);
                before = here;
            }
        }

        return edits[name.Length];
    }
}
