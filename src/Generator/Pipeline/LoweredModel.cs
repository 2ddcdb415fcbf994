using Weft.Generator.Lowering;
using Weft.Generator.Shared;

namespace Weft.Generator.Pipeline;

/// <summary>A model before it has text, or why it came to none.</summary>
/// <param name="Input">The model.</param>
/// <param name="Program">The model as data; null after a failure.</param>
/// <param name="Methods">The methods of its instruction sets, which other models may share.</param>
/// <param name="Failure">What went wrong; null where nothing did.</param>
internal sealed record LoweredModel(
    ModelInput Input, ModelProgram? Program, EquatableArray<SharedMethod> Methods, CompilerFailure? Failure);
