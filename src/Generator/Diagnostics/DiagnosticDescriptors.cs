using Microsoft.CodeAnalysis;

namespace Weft.Generator.Diagnostics;

/// <summary>Every problem the compiler can name. An id is never used again for another problem.</summary>
internal static class DiagnosticDescriptors
{
    private const string Specification = "Weft.Specification";
    private const string Generation = "Weft.Generation";

    /// <summary>'{0}' is not a readable model specification: {1}.</summary>
    public static readonly DiagnosticDescriptor Unreadable = Error(
        "WEFT001", "Unreadable model specification", "'{0}' is not a readable model specification: {1}", Specification);

    /// <summary>The YAML is malformed: {0}.</summary>
    public static readonly DiagnosticDescriptor MalformedYaml = Error(
        "WEFT002", "Malformed YAML", "The YAML is malformed: {0}", Specification);

    /// <summary>{0} has no place in a model specification: {1}.</summary>
    public static readonly DiagnosticDescriptor RefusedYaml = Error(
        "WEFT003", "Refused YAML feature", "{0} has no place in a model specification: {1}", Specification);

    /// <summary>A model specification is a mapping of keys to values, such as 'd_model: 512', but this is {0}.</summary>
    public static readonly DiagnosticDescriptor NotAMapping = Error(
        "WEFT004",
        "Not a mapping",
        "A model specification is a mapping of keys to values, such as 'd_model: 512', but this is {0}",
        Specification);

    /// <summary>'{0}' is not a key of {1}; {2}.</summary>
    public static readonly DiagnosticDescriptor UnknownKey = Error(
        "WEFT005", "Unknown key", "'{0}' is not a key of {1}; {2}", Specification);

    /// <summary>'{0}' is given twice; line {1} has it already.</summary>
    public static readonly DiagnosticDescriptor DuplicateKey = Error(
        "WEFT006", "Duplicate key", "'{0}' is given twice; line {1} has it already", Specification);

    /// <summary>'{0}' is missing; it must be {1}.</summary>
    public static readonly DiagnosticDescriptor MissingKey = Error(
        "WEFT007", "Missing key", "'{0}' is missing; it must be {1}", Specification);

    /// <summary>'{0}' must be {1}, but it is {2}.</summary>
    public static readonly DiagnosticDescriptor WrongType = Error(
        "WEFT008", "Value of the wrong type", "'{0}' must be {1}, but it is {2}", Specification);

    /// <summary>'{0}' must be {1}, but it is {2}.</summary>
    public static readonly DiagnosticDescriptor OutOfRange = Error(
        "WEFT009", "Value out of range", "'{0}' must be {1}, but it is {2}", Specification);

    /// <summary>'{0}' cannot be '{1}': allowed are {2}, and maybe: did you mean '{3}'?</summary>
    public static readonly DiagnosticDescriptor UnknownValue = Error(
        "WEFT010", "Unknown value", "'{0}' cannot be '{1}': {2}", Specification);

    /// <summary>'{0}' cannot be '{1}': {2}.</summary>
    public static readonly DiagnosticDescriptor InvalidName = Error(
        "WEFT011", "Invalid C# name", "'{0}' cannot be '{1}': {2}", Specification);

    /// <summary>'{0}: {1}' does not fit '{2}: {3}': {4}.</summary>
    public static readonly DiagnosticDescriptor ImpossibleCombination = Error(
        "WEFT012", "Impossible combination", "'{0}: {1}' does not fit '{2}: {3}': {4}", Specification);

    /// <summary>'{0}' does not apply to '{1}: {2}': {3}.</summary>
    public static readonly DiagnosticDescriptor KeyDoesNotApply = Error(
        "WEFT013", "Key does not apply", "'{0}' does not apply to '{1}: {2}': {3}", Specification);

    /// <summary>The model is too large: {0} would be {1}, and the limit is {2}.</summary>
    public static readonly DiagnosticDescriptor TooLarge = Error(
        "WEFT014", "Model too large", "The model is too large: {0} would be {1}, and the limit is {2}", Specification);

    /// <summary>The model '{0}' is described by '{1}' and by '{2}'; give one of them another 'model' or 'namespace'.</summary>
    public static readonly DiagnosticDescriptor DuplicateModel = Error(
        "WEFT016",
        "Duplicate model",
        "The model '{0}' is described by '{1}' and by '{2}'; give one of them another 'model' or 'namespace'",
        Specification);

    /// <summary>Weft failed on '{0}', which is a defect of Weft and not of the specification: {1}.</summary>
    public static readonly DiagnosticDescriptor CompilerFailure = Error(
        "WEFT017",
        "Failure of the model compiler",
        "Weft failed on '{0}', which is a defect of Weft and not of the specification: {1}",
        Generation);

    /// <summary>LangVersion is {0}, but generated models need C# {1} or later.</summary>
    public static readonly DiagnosticDescriptor OldLanguage = Error(
        "WEFT018",
        "Language version too old",
        "LangVersion is {0}, but generated models need C# {1} or later; remove the property, or set it to {1} or later",
        Generation);

    /// <summary>The model '{0}' has the name of a type in the assembly '{1}', which the project refers to.</summary>
    public static readonly DiagnosticDescriptor ImportedModel = Error(
        "WEFT019",
        "Model of another assembly",
        "The model '{0}' has the name of a type in the assembly '{1}', which the project refers to; give it another 'model' or "
            + "'namespace', or use the one that is there",
        Specification);

    /// <summary>'instruction_sets: {0}' has nothing that runs on {1}; add one or more of {2}, or remove the key.</summary>
    public static readonly DiagnosticDescriptor OtherPlatform = Error(
        "WEFT020",
        "Instruction sets of another platform",
        "'instruction_sets: {0}' has nothing that runs on {1}; add one or more of {2}, or remove the key",
        Specification);

    /// <summary>'{0}' is a member that the model '{1}' has already; give this one another name.</summary>
    public static readonly DiagnosticDescriptor ClashingMember = Error(
        "WEFT021",
        "Member that a model has",
        "'{0}' is a member that the model '{1}' has already; give this one another name",
        Generation);

    /// <summary>'{0}' cannot be embedded as the weights of '{1}': {2}.</summary>
    public static readonly DiagnosticDescriptor WrongWeights = Error(
        "WEFT022", "Weights of another model", "'{0}' cannot be embedded as the weights of '{1}': {2}", Generation);

    // NotConfigurable: a model that cannot be generated must not vanish in silence, so neither NoWarn nor a .globalconfig reaches it.
    private static DiagnosticDescriptor Error(string id, string title, string messageFormat, string category) => new(
        id,
        title,
        messageFormat,
        category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: DiagnosticPage.Description(id),
        helpLinkUri: DiagnosticPage.Link(id),
        customTags: WellKnownDiagnosticTags.NotConfigurable);
}
