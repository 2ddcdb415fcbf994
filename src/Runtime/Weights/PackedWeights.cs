using System;

namespace Weft;

/// <summary>Weights as sessions have them, in a file that is mapped, or in the program. Each session has a mapping of its own.</summary>
internal sealed unsafe class PackedWeights(
    SafetensorsFile file, ModelDescription description, SafetensorsTensor weights, SafetensorsTensor? copies) : IDisposable
{
    /// <summary>The model's <see cref="TransformerModel.Version"/> when they were what it has.</summary>
    public long Version { get; set; }

    /// <summary>The weights of a session.</summary>
    public NativeArena MapWeights() => file.Map(weights, writable: false)!;

    /// <summary>Its transposed copies of tied tables.</summary>
    public NativeArena MapCopies() => copies is null ? new NativeArena(0) : file.Map(copies, writable: false)!;

    /// <summary>
    /// The parameters that they are of. Floats are the file's own pages, of which the written ones are copied; the rest is made of what
    /// is stored.
    /// </summary>
    public NativeArena MakeParameters()
    {
        if (description.InferenceWeights == WeightStorage.Float32 && file.Map(weights, writable: true) is NativeArena mapped)
        {
            return mapped;
        }

        NativeArena parameters = new(description.ParameterFloats, $"{description.Name}: the parameters");
        using NativeArena panels = new(description.ParameterFloats, $"{description.Name}: a copy of the parameters");
        using NativeArena stored = this.MapWeights();
        using NativeArena copies = this.MapCopies();
        WeightSnapshot.Read(description, stored, copies, panels);

        // What fills a panel up is 0 there, and not what a storage makes of it.
        foreach (ParameterInfo info in description.Parameters)
        {
            float[] values = new float[info.Count];
            new ParameterView(info, panels).CopyTo(values);
            new ParameterView(info, parameters).CopyFrom(values);
        }

        return parameters;
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
