namespace Weft;

/// <summary>The methods of <see cref="BleuSmoothing"/>.</summary>
public enum BleuSmoothingMethod
{
    /// <summary>"exp".</summary>
    Exponential,

    /// <summary>"floor".</summary>
    Floor,

    /// <summary>"add-k".</summary>
    AddK,

    /// <summary>"none".</summary>
    None,
}
