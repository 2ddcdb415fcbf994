using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Weft.Conformance.Onnx;

/// <summary>The attributes of a node. It remembers which ones were asked for: what nobody reads, nobody implements.</summary>
internal sealed class OnnxAttributes(Dictionary<string, JsonElement> values)
{
    private readonly HashSet<string> _unread = [.. values.Keys];

    /// <summary>An attribute that nobody has asked for; null where there is none.</summary>
    public string? Unread => _unread.Order().FirstOrDefault();

    public int Integer(string name, int @default) => this.OptionalInteger(name) ?? @default;

    public int? OptionalInteger(string name) => this.Find(name) is not JsonElement value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number
        : throw new OnnxCaseException($"The attribute '{name}' is {value.GetRawText()}; a whole number was expected.");

    public bool Flag(string name) => this.Integer(name, 0) != 0;

    public float Float(string name, float @default) => this.OptionalFloat(name) ?? @default;

    public float? OptionalFloat(string name) => this.Find(name) is not JsonElement value ? null
        : value.ValueKind == JsonValueKind.Number ? (float)value.GetDouble()
        : throw new OnnxCaseException($"The attribute '{name}' is {value.GetRawText()}; a number was expected.");

    public string Text(string name, string @default) => this.Find(name) is not JsonElement value ? @default
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : throw new OnnxCaseException($"The attribute '{name}' is {value.GetRawText()}; a text was expected.");

    private JsonElement? Find(string name)
    {
        _ = _unread.Remove(name);

        return values.TryGetValue(name, out JsonElement value) ? value : null;
    }
}
