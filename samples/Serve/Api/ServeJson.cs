using System.Text.Json.Serialization;

namespace Weft.Samples;

/// <summary>How requests and answers are read and written, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ChatQuery))]
[JsonSerializable(typeof(CompletionQuery))]
[JsonSerializable(typeof(EmbeddingQuery))]
[JsonSerializable(typeof(TextAnswer))]
[JsonSerializable(typeof(EmbeddingAnswer))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ModelEntry))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class ServeJson : JsonSerializerContext;
