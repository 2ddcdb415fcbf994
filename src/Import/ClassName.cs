using System;
using System.Linq;

namespace Weft.Import;

/// <summary>Names of classes from names of folders: <c>tiny-llama_v1.1</c> becomes <c>TinyLlamaV11</c>.</summary>
public static class ClassName
{
    /// <summary>The name: the words, each with a capital.</summary>
    public static string Of(string folderName)
    {
        ArgumentNullException.ThrowIfNull(folderName);
        string[] words = new string([.. folderName.Select(static character => char.IsAsciiLetterOrDigit(character) ? character : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string name = string.Concat(words.Select(static word => char.ToUpperInvariant(word[0]) + word[1..]));

        return name.Length > 0 && char.IsAsciiLetter(name[0]) ? name : $"Model{name}";
    }
}
