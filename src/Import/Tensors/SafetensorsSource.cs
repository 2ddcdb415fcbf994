using System.Collections.Generic;

namespace Weft.Import.Tensors;

/// <summary>A safetensors file.</summary>
internal sealed class SafetensorsSource(SafetensorsFile file) : ITensorFile
{
    /// <inheritdoc/>
    public string Path => file.Path;

    /// <inheritdoc/>
    public IReadOnlyList<SafetensorsTensor> Tensors => file.Tensors;

    /// <inheritdoc/>
    public float[] ReadSingles(string name) => file.ReadSingles(name);

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
