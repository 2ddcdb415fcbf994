using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Loading;

/// <summary>Checks that a compiled model is the one that was imported, key by key.</summary>
internal static class ModelLoading
{
    /// <summary>Checks it.</summary>
    /// <param name="path">The folder or file, for messages.</param>
    /// <param name="specification">What was imported.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="model">The compiled model.</param>
    /// <exception cref="ImportException">It is another model; the message names the key that differs, or the parameter.</exception>
    public static void Check(
        string path, ImportedSpecification specification, IEnumerable<Parameter> parameters, ModelDescription model)
    {
        ILookup<string, string> settings = FunctionSettings.Parse(model.Function);

        if (settings["mixer"].FirstOrDefault() is string mixer)
        {
            throw Different(path, "mixer", "attention", mixer, model);
        }

        bool isShared = HasSharedLayers(model);

        if (isShared != specification.SharedLayers)
        {
            throw Different(path, "shared_layers", Flag(specification.SharedLayers), Flag(isShared), model);
        }

        foreach ((string key, long imported, long compiled) in Sizes(specification, model))
        {
            if (imported != compiled)
            {
                throw Different(path, key, $"{imported}", $"{compiled}", model);
            }
        }

        if (model.MaxLength > specification.MaxLength)
        {
            throw new ImportException(
                path,
                $"the model is one of 'max_length: {specification.MaxLength}'; {model.Name} has 'max_length: {model.MaxLength}', " +
                $"which may be less and not more.");
        }

        CheckParameters(path, [.. parameters], model);

        foreach ((string name, string ours, string theirs) in FunctionSettings.Differences(specification, settings, model.MaxLength))
        {
            throw Different(path, name, ours, theirs, model);
        }
    }

    /// <summary>Whether all layers of a stack have the same parameters.</summary>
    public static bool HasSharedLayers(ModelDescription model) =>
        model.Parameters.Any(static info => info.Name.Split('.')[1] == "layer");

    /// <summary>The shape of a parameter in files.</summary>
    public static ImmutableArray<int> ShapeOf(ParameterInfo info) =>
        info.Second is ParameterAxis second ? [info.First.Count, second.Count] : [info.First.Count];

    private static string Flag(bool value) => value ? "true" : "false";

    private static ImportException Different(string path, string key, string imported, string compiled, ModelDescription model) =>
        new(path, $"the model is one of '{key}: {imported}'; {model.Name} has '{key}: {compiled}'.");

    /// <summary>The sizes of both, by their keys.</summary>
    public static IEnumerable<(string Key, long Imported, long Compiled)> Sizes(
        ImportedSpecification specification, ModelDescription model)
    {
        bool hasEncoder = specification.EncoderLayers > 0;
        bool hasDecoder = specification.DecoderLayers > 0;
        yield return ("vocabulary", hasDecoder ? specification.Vocabulary : 0, model.TargetVocabulary);
        yield return ("vocabulary", hasEncoder ? specification.SourceVocabulary ?? specification.Vocabulary : 0, model.SourceVocabulary);
        yield return ("token_types", specification.TokenTypes ?? 0, model.TokenTypes);

        // A compiled model has its sizes in its parameters.
        string layer = $"{(hasDecoder ? "decoder" : "encoder")}.{(specification.SharedLayers ? "layer" : "layers.0")}.";
        long columns = specification.HeadColumns;
        long keyHeads = specification.KeyValueHeads ?? specification.Heads;
        yield return ("d_model", specification.ModelSize, ShapeOf(model, $"{layer}self_attention.query.weight").Columns);
        yield return ("layers", specification.EncoderLayers + specification.DecoderLayers, model.AttentionSize / specification.ModelSize);
        string feedForward = specification.Experts is null ? "feed_forward" : "feed_forward.experts.0";
        yield return ("d_ff", specification.FeedForwardSize, ShapeOf(model, $"{layer}{feedForward}.up.weight").Rows);
        yield return ("heads * d_key", specification.Heads * columns, ShapeOf(model, $"{layer}self_attention.query.weight").Rows);
        yield return ("kv_heads * d_key", keyHeads * columns, ShapeOf(model, $"{layer}self_attention.key.weight").Rows);
        yield return ("outputs", OutputsOf(specification), model.Outputs);
    }

    private static long OutputsOf(ImportedSpecification specification) =>
        specification.Output == "hidden" ? specification.ModelSize : specification.Outputs ?? specification.Vocabulary;

    private static (long Rows, long Columns) ShapeOf(ModelDescription model, string name) =>
        model.Parameters.FirstOrDefault(info => info.Name == name) is ParameterInfo info
            ? (info.First.Count, info.Second?.Count ?? 1)
            : (0, 0);

    private static void CheckParameters(string path, ImmutableArray<Parameter> parameters, ModelDescription model)
    {
        Dictionary<string, ParameterInfo> compiled = model.Parameters.ToDictionary(static info => info.Name, StringComparer.Ordinal);

        foreach (Parameter parameter in parameters)
        {
            if (!compiled.Remove(parameter.Name, out ParameterInfo? info))
            {
                throw new ImportException(path, $"the model has the parameter '{parameter.Name}'; {model.Name} has none of that name.");
            }

            ImmutableArray<int> shape = ShapeOf(info);

            if (!shape.AsSpan().SequenceEqual(parameter.Shape.AsSpan()))
            {
                throw new ImportException(
                    path,
                    $"the model's parameter '{parameter.Name}' is [{string.Join(", ", parameter.Shape)}]; " +
                    $"{model.Name} needs [{string.Join(", ", shape)}].");
            }
        }

        if (compiled.Count > 0)
        {
            string name = model.Parameters.First(info => compiled.ContainsKey(info.Name)).Name;

            throw new ImportException(path, $"the model has no parameter '{name}'; {model.Name} needs it.");
        }
    }
}
