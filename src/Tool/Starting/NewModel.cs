using Weft.Generator.Specification;

namespace Weft.Tool.Starting;

/// <summary>What a new specification is to say.</summary>
/// <param name="Name">The class.</param>
/// <param name="Architecture">What it is.</param>
/// <param name="Size">Columns, layers and heads.</param>
/// <param name="Vocabulary">Token ids.</param>
/// <param name="MaxLength">The longest sequence.</param>
/// <param name="IsTrained">Whether it is trained here, or only used.</param>
internal sealed record NewModel(string Name, Architecture Architecture, ModelSize Size, int Vocabulary, int MaxLength, bool IsTrained);
