namespace Weft.Generator;

/// <summary>The names of the pipeline's steps, by which tests see what was computed anew.</summary>
internal static class TrackingNames
{
    /// <summary>A spec file and its text.</summary>
    public const string ReadSpec = nameof(ReadSpec);

    /// <summary>The model or the problems of a spec.</summary>
    public const string Parse = nameof(Parse);

    /// <summary>The problems alone.</summary>
    public const string Diagnostics = nameof(Diagnostics);

    /// <summary>Models that two specs describe.</summary>
    public const string Duplicates = nameof(Duplicates);

    /// <summary>All models, where the project's version of C# is too old for them.</summary>
    public const string Language = nameof(Language);

    /// <summary>Types of other assemblies that have the names of models.</summary>
    public const string ImportedTypes = nameof(ImportedTypes);

    /// <summary>The model alone, without anything that knows where in the file it stood.</summary>
    public const string Model = nameof(Model);

    /// <summary>What the header of embedded weights says.</summary>
    public const string Weights = nameof(Weights);

    /// <summary>The model as data.</summary>
    public const string Lower = nameof(Lower);

    /// <summary>A method of an instruction set that all models share.</summary>
    public const string Methods = nameof(Methods);

    /// <summary>The generated files that are a model's own.</summary>
    public const string Sources = nameof(Sources);
}
