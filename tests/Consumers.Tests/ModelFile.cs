using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Weft.Consumers.Tests;

/// <summary>A file as a compiler reads it: the bytes decide the encoding.</summary>
internal sealed class ModelFile(string path, byte[] content) : AdditionalText
{
    /// <inheritdoc/>
    public override string Path => path;

    /// <inheritdoc/>
    public override SourceText GetText(CancellationToken cancellationToken = default) =>
        SourceText.From(content, content.Length, Encoding.UTF8);
}
