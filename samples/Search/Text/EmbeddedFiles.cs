using System.IO;
using System.IO.Compression;
using System.Text;

namespace Weft.Samples;

/// <summary>The texts that the program carries; one that is published has them compressed.</summary>
internal static class EmbeddedFiles
{
    /// <summary>Opens a file by its name.</summary>
    public static StreamReader Open(string name)
    {
        Stream resource = typeof(EmbeddedFiles).Assembly.GetManifestResourceStream(name)!;

#if EMBEDDED_FILES
        resource = new GZipStream(resource, CompressionMode.Decompress);
#endif

        return new StreamReader(resource, Encoding.UTF8);
    }
}
