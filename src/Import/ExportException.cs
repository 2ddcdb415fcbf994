using System.IO;

namespace Weft.Import;

/// <summary>That no family's files can hold a model: the message names the key that none has.</summary>
public sealed class ExportException : IOException
{
    internal ExportException(string message)
        : base(message)
    {
    }
}
