using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Weft.Conformance.Onnx;

/// <summary>One node with its inputs and the outputs that it should have.</summary>
internal sealed class OnnxCase
{
    private static readonly string[] FloatTypes = ["float32", "float64", "float16", "bfloat16"];

    /// <summary>The name of its file.</summary>
    public required string Name { get; init; }

    /// <summary>The operator: <c>Attention</c>.</summary>
    public required string Operator { get; init; }

    /// <summary>The version of the operator that the case is of; 0 where it does not say.</summary>
    public int Version { get; init; }

    public required OnnxAttributes Attributes { get; init; }

    /// <summary>The inputs in the operator's order, null where one is left out.</summary>
    public required ImmutableArray<OnnxTensor?> Inputs { get; init; }

    /// <summary>The outputs that the case has values for.</summary>
    public required ImmutableArray<OnnxTensor> Outputs { get; init; }

    /// <summary>Reads a case.</summary>
    /// <exception cref="OnnxCaseException">The file is no case.</exception>
    public static OnnxCase Read(string path)
    {
        string file = Path.GetFileName(path);

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));

            return Read(Path.GetFileNameWithoutExtension(path), document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new OnnxCaseException($"{file} is no JSON: line {exception.LineNumber + 1} cannot be read.");
        }
        catch (OnnxCaseException exception)
        {
            throw new OnnxCaseException($"{file}: {exception.Message}");
        }
    }

    /// <summary>An input that the operator needs.</summary>
    /// <exception cref="OnnxCaseException">It is left out.</exception>
    /// <exception cref="OnnxSkippedException">It is empty.</exception>
    public OnnxTensor Input(int index, string name)
    {
        OnnxTensor tensor = this.OptionalInput(index) ?? throw new OnnxCaseException($"{this.Operator} needs its input '{name}', number {index + 1}.");

        return tensor.Values.Length > 0 ? tensor : throw new OnnxSkippedException($"'{tensor.Name}' has no elements: there is nothing to compute");
    }

    /// <summary>An input that may be left out.</summary>
    public OnnxTensor? OptionalInput(int index) => index < this.Inputs.Length ? this.Inputs[index] : null;

    /// <summary>Refuses tensors that kernels have no numbers for.</summary>
    /// <exception cref="OnnxSkippedException">A tensor has another type than it may.</exception>
    public void RequireFloats(params OnnxTensor?[] tensors)
    {
        if (tensors.FirstOrDefault(static tensor => tensor is not null && !FloatTypes.Contains(tensor.Type)) is OnnxTensor other)
        {
            throw new OnnxSkippedException($"'{other.Name}' has {other.Type} elements; kernels compute in float32");
        }
    }

    private static OnnxCase Read(string name, JsonElement root)
    {
        Dictionary<string, OnnxTensor> inputs = [];

        foreach (OnnxTensor tensor in Tensors(root, "inputs"))
        {
            OnnxCaseException.ThrowUnless(inputs.TryAdd(tensor.Name, tensor), $"two inputs are called '{tensor.Name}'.");
        }

        return new OnnxCase
        {
            Name = name,
            Operator = Text(Member(root, "op", JsonValueKind.String)),
            Version = root.TryGetProperty("opset", out JsonElement opset) && opset.ValueKind == JsonValueKind.Number && opset.TryGetInt32(out int version) ? version : 0,
            Attributes = new OnnxAttributes(Member(root, "attributes", JsonValueKind.Object).EnumerateObject().ToDictionary(static item => item.Name, static item => item.Value.Clone())),
            Inputs = [.. Member(root, "node_inputs", JsonValueKind.Array).EnumerateArray().Select(item => Find(inputs, Text(item)))],
            Outputs = Tensors(root, "outputs") is { Length: > 0 } outputs ? outputs : throw new OnnxCaseException("there is no output to compare with."),
        };
    }

    private static OnnxTensor? Find(Dictionary<string, OnnxTensor> inputs, string name) =>
        name.Length == 0 ? null : inputs.GetValueOrDefault(name) ?? throw new OnnxCaseException($"'inputs' has no tensor '{name}', which 'node_inputs' names.");

    private static ImmutableArray<OnnxTensor> Tensors(JsonElement root, string name) =>
        [.. Member(root, name, JsonValueKind.Array).EnumerateArray().Select(Tensor)];

    private static OnnxTensor Tensor(JsonElement element)
    {
        string name = Text(Member(element, "name", JsonValueKind.String));
        string type = Text(Member(element, "type", JsonValueKind.String));
        ImmutableArray<int> shape = [.. Member(element, "shape", JsonValueKind.Array).EnumerateArray().Select(size =>
            size.ValueKind == JsonValueKind.Number && size.TryGetInt32(out int number) && number >= 0
                ? number
                : throw new OnnxCaseException($"the shape of '{name}' has the size {size.GetRawText()}; a whole number from 0 on was expected."))];
        double[] values = [.. Member(element, "data", JsonValueKind.Array).EnumerateArray().Select(item => Number(name, item))];
        OnnxCaseException.ThrowUnless(
            values.Length == OnnxTensor.CountOf(shape.AsSpan()), $"'{name}' has {values.Length} elements, which is not what its shape [{string.Join(", ", shape)}] says.");

        return new OnnxTensor(name, type, shape, values);
    }

    private static double Number(string name, JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.Number => item.GetDouble(),
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.String when double.TryParse(item.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) => value,
        _ => throw new OnnxCaseException($"'{name}' has the element {item.GetRawText()}; a number, true, false, NaN, Infinity or -Infinity was expected."),
    };

    private static string Text(JsonElement item) =>
        item.ValueKind == JsonValueKind.String ? item.GetString()! : throw new OnnxCaseException($"{item.GetRawText()} stands where a name was expected.");

    private static JsonElement Member(JsonElement element, string name, JsonValueKind kind) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member) && member.ValueKind == kind
            ? member
            : throw new OnnxCaseException($"there is no '{name}', or it is no {kind.ToString().ToLowerInvariant()}.");
}
