using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.Json;

namespace Weft.Tokenizers;

/// <summary>Reads the key "post_processor" of tokenizer.json.</summary>
internal static class PostProcessorReader
{
    private const string Supported = "BertProcessing, ByteLevel, RobertaProcessing, Sequence and TemplateProcessing";

    /// <summary>The template; that of the texts alone for none.</summary>
    /// <exception cref="ModelFileException">It is none that is known.</exception>
    public static PostTemplate Read(JsonComponent component) => (component.Exists ? ReadOne(component) : null) ?? PostTemplate.Plain;

    /// <summary>
    /// Null for a processor that leaves tokens as they are: ByteLevel changes where tokens stand in the text, and nothing else.
    /// </summary>
    private static PostTemplate? ReadOne(JsonComponent component) => component.Type switch
    {
        "ByteLevel" => null,
        "BertProcessing" => PostTemplate.Bert(Token(component, "cls"), Token(component, "sep")),
        "RobertaProcessing" => PostTemplate.Roberta(Token(component, "cls"), Token(component, "sep")),
        "TemplateProcessing" => ReadTemplate(component),
        "Sequence" => ReadSequence(component),
        _ => throw component.Unsupported(Supported),
    };

    private static PostTemplate? ReadSequence(JsonComponent component)
    {
        PostTemplate? template = null;

        foreach (JsonComponent element in component.Elements("processors"))
        {
            PostTemplate? next = ReadOne(element);
            template = template is null || next is null
                ? template ?? next
                : throw element.Error("is the second of the sequence that adds tokens; one is supported");
        }

        return template;
    }

    /// <summary>The id in a pair of a token and its id.</summary>
    private static int Token(JsonComponent component, string name) => component.Elements(name) is [_, JsonComponent id]
        ? id.Number()
        : throw component.At(name).Error("is not a token and its id");

    private static PostTemplate ReadTemplate(JsonComponent component)
    {
        JsonComponent tokens = component.Required("special_tokens", JsonValueKind.Object);

        return new PostTemplate(ReadParts(component, "single", tokens), ReadParts(component, "pair", tokens));
    }

    private static ImmutableArray<TemplatePart> ReadParts(JsonComponent component, string name, JsonComponent tokens) =>
        [.. component.Elements(name).Select(part => ReadPart(part, tokens))];

    private static TemplatePart ReadPart(JsonComponent part, JsonComponent tokens)
    {
        if (part.At("Sequence") is { Exists: true } text)
        {
            return TemplatePart.OfText(text.Text("id") == "A" ? 0 : 1, text.OptionalNumber("type_id") ?? 0);
        }

        JsonComponent special = part.Required("SpecialToken", JsonValueKind.Object);
        List<JsonComponent> ids = tokens.Required(special.Text("id"), JsonValueKind.Object).Elements("ids");

        return new TemplatePart(null, [.. ids.Select(static id => id.Number())], special.OptionalNumber("type_id") ?? 0);
    }
}
