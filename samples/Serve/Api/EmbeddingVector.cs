using System;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Weft.Samples;

/// <summary>A vector in an answer.</summary>
/// <param name="Values">Its numbers.</param>
/// <param name="IsBase64">Whether it is written as the bytes of its singles, the lowest byte of each first, in base64.</param>
[JsonConverter(typeof(Converter))]
internal sealed record EmbeddingVector(ReadOnlyMemory<float> Values, bool IsBase64)
{
    internal sealed class Converter : JsonConverter<EmbeddingVector>
    {
        public override EmbeddingVector Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Vectors are written only.");

        public override void Write(Utf8JsonWriter writer, EmbeddingVector value, JsonSerializerOptions options)
        {
            if (value.IsBase64)
            {
                writer.WriteBase64StringValue(MemoryMarshal.AsBytes(value.Values.Span));

                return;
            }

            writer.WriteStartArray();

            foreach (float number in value.Values.Span)
            {
                writer.WriteNumberValue(number);
            }

            writer.WriteEndArray();
        }
    }
}
