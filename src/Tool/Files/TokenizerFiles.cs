using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Weft.Tool.Files;

/// <summary>Files of vocabularies, in every form that folders have them.</summary>
internal static class TokenizerFiles
{
    private static readonly string[] Names =
    [
        "tokenizer.json", "tokenizer.model", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json",
        "vocab.txt", "merges.txt", "sentencepiece.bpe.model", "spiece.model", "source.spm", "target.spm",
    ];

    /// <summary>Copies those that a folder has into another one, which may be the same.</summary>
    /// <returns>The copies.</returns>
    public static IReadOnlyList<string> Copy(string folder, string target)
    {
        List<string> copies = [];

        foreach (string source in Names.Select(name => Path.GetFullPath(Path.Combine(folder, name))).Where(File.Exists))
        {
            string copy = Path.Combine(target, Path.GetFileName(source));

            if (source != Path.GetFullPath(copy))
            {
                File.Copy(source, copy, overwrite: true);
                copies.Add(copy);
            }
        }

        return copies;
    }

    /// <summary>Whether a folder has any.</summary>
    public static bool AreIn(string folder) => Names.Any(name => File.Exists(Path.Combine(folder, name)));
}
