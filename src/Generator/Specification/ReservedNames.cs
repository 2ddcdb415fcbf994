using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Targets;

namespace Weft.Generator.Specification;

/// <summary>
/// Names a model cannot carry, for generated code uses them unqualified: a class of that name in the same namespace would take their place.
/// A test reads generated code and says which are missing here.
/// </summary>
internal static class ReservedNames
{
    private static readonly HashSet<string> Names =
    [
        // The types of the runtime.
        "DecoderSession", "EncoderDecoderSession", "EncoderSession", "ITransformer", "InferenceLayout", "InferenceSession",
        "ModelDescription", "ModelFactory", "ParameterAxis", "ParameterDistribution", "ParameterInfo", "ParameterInitialization",
        "PassContext", "SlotState", "StateRun", "Team", "TrainingPass", "TrainingSession", "TransformerModel", "Workers",

        // The types of the framework, and those that C# has a word of its own for.
        "GeneratedCode", "ImmutableArray", "Math", "MathF", "MethodImpl", "MethodImplOptions", "NotSupportedException", "ReadOnlySpan",
        "Span", "_", "dynamic", "nint", "nuint", .. InstructionSet.AllClasses,

        // The members of the generated class.
        "ActivationBytes", "CopyBytes", "CreateEmpty", "CreateParameters", "FillPositions", "Heads", "IKernels", "Inference",
        "InferenceBytes", "Initialize", "Layers", "Layout", "Load", "LoadAverage", "MaxLength", "ModelSize", "ParameterBytes",
        "ParameterCount", "Shape", "Slopes", "StartInference", "StartTraining", "Training", "Vocabulary",
        .. InstructionSet.All.Select(static set => set.KernelsName),
    ];

    /// <summary>Whether a model of this name would not compile.</summary>
    public static bool Contains(string name) => Names.Contains(name);
}
