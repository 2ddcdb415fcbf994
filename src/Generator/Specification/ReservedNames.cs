using System.Collections.Generic;

namespace Weft.Generator.Specification;

/// <summary>Names that a model cannot carry. A test reads generated code and says which are missing here.</summary>
internal static class ReservedNames
{
    /// <summary>The names of the class's own members.</summary>
    public static IReadOnlyCollection<string> Members { get; } = new HashSet<string>
    {
        "ActivationBytes", "CopyBytes", "CreateEmpty", "GradientBytes", "Heads", "ImageFloats", "Inference", "InferenceBytes", "Initialize",
        "Layers", "Load", "LoadAverage", "MaxLength", "ModelSize", "ParameterBytes", "ParameterCount", "Shape", "SourceLayers",
        "SourceVocabulary", "StartInference", "StartTraining", "TargetLayers", "TargetVocabulary", "Vocabulary",
    };

    /// <summary>Namespaces that generated code names, which a class of that full name would hide.</summary>
    public static IReadOnlyCollection<string> Namespaces { get; } = new HashSet<string>
    {
        "System", "Weft", "Weft.Generated", "Weft.Kernels",
    };
}
