using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Weft.Tool.Viewing;

/// <summary>The page: a template, and in it the weights and the tokens.</summary>
internal static class AttentionPage
{
    private const string Template = "attention.html";
    private const string Title = "{{title}}";
    private const string Data = "{{data}}";

    /// <summary>The text of the page.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="groups">What its attention sees.</param>
    public static string Create(string model, IReadOnlyList<AttentionGroup> groups) => EmbeddedText.Read(Template)
        .Replace(Title, WebUtility.HtmlEncode(model), System.StringComparison.Ordinal)
        .Replace(Data, Write(groups), System.StringComparison.Ordinal);

    // The usual encoder leaves nothing that could end the script that it stands in.
    private static string Write(IReadOnlyList<AttentionGroup> groups)
    {
        using MemoryStream stream = new();

        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartArray();

            foreach (AttentionGroup group in groups)
            {
                json.WriteStartObject();
                json.WriteString("name", group.Name);
                json.WriteNumber("layers", group.Layers);
                json.WriteNumber("heads", group.Heads);
                Write(json, "queries", group.Queries);
                Write(json, "keys", group.Keys);
                json.WriteBase64String("weights", group.Weights);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> labels)
    {
        json.WriteStartArray(name);

        foreach (string label in labels)
        {
            json.WriteStringValue(label);
        }

        json.WriteEndArray();
    }
}
