using System;

namespace Weft;

/// <summary>What every generated model is: its parameters in one arena, loaded and saved under canonical names.</summary>
public abstract unsafe class TransformerModel : IDisposable
{
    /// <summary>Reserves the parameter arena; all zero.</summary>
    protected TransformerModel(ModelDescription description)
    {
        this.Description = description;
        this.Parameters = new NativeArena(description.ParameterFloats);
    }

    /// <summary>Names, shapes, capacities and sizes.</summary>
    public ModelDescription Description { get; }

    /// <summary>The parameters, laid out as <see cref="ModelDescription.Parameters"/> says.</summary>
    public NativeArena Parameters { get; }

    /// <summary>Counts the changes of the parameters, so that what was derived from them knows when it is stale.</summary>
    public long Version { get; internal set; }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        this.Parameters.Dispose();
        GC.SuppressFinalize(this);
    }
}
