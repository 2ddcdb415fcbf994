using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Weft.Import.Loading;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Exporting;

/// <summary>A compiled model as something to find a configuration for: how far another one is from it.</summary>
internal sealed class ModelForm
{
    // Layers are alike but for the first, which may lack a norm.
    private const int ComparedLayers = 2;
    private const int MostExperts = 1 << 12;
    private const string HeadsKey = "heads";
    private const string LayersKey = "layers";
    private const string BinaryLoss = "binary_cross_entropy";
    private readonly bool _hasSharedLayers;
    private readonly Dictionary<string, ImmutableArray<int>> _parameters;

    /// <summary>Reads what a model says of itself.</summary>
    public ModelForm(ModelDescription model)
    {
        this.Model = model;
        this.Settings = FunctionSettings.Parse(model.Function);
        _hasSharedLayers = ModelLoading.HasSharedLayers(model);
        _parameters = model.Parameters.Where(static info => IsCompared(info.Name))
            .ToDictionary(static info => info.Name, ModelLoading.ShapeOf, StringComparer.Ordinal);
        this.Layers = (this.CountLayers("encoder"), this.CountLayers("decoder"));
        string stack = this.Layers.Decoder > 0 ? "decoder" : "encoder";
        string attention = $"{stack}.{(_hasSharedLayers ? "layer" : "layers.0")}.self_attention";
        this.Heads = int.Parse(this.Settings[HeadsKey].Last(), CultureInfo.InvariantCulture);
        this.HeadColumns = _parameters[$"{attention}.query.weight"][0] / this.Heads;
        this.KeyValueHeads = _parameters[$"{attention}.key.weight"][0] / this.HeadColumns;
    }

    /// <summary>The model.</summary>
    public ModelDescription Model { get; }

    /// <summary>Its settings beside sizes.</summary>
    public ILookup<string, string> Settings { get; }

    /// <summary>The layers of both stacks, 0 where there is none.</summary>
    public (int Encoder, int Decoder) Layers { get; }

    /// <summary>Heads of queries; of an encoder-decoder, the decoder's.</summary>
    public int Heads { get; }

    /// <summary>Heads of keys and values.</summary>
    public int KeyValueHeads { get; }

    /// <summary>Columns of a head.</summary>
    public int HeadColumns { get; }

    /// <summary>The parameters of the first layers and of all that is no layer.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<int>> Parameters => _parameters;

    /// <summary>Every key, and then every parameter, in which a specification is another model than this one.</summary>
    public IEnumerable<FormDifference> Differences(ImportedSpecification other)
    {
        if (_hasSharedLayers != other.SharedLayers)
        {
            yield return new("shared_layers", Text(_hasSharedLayers), Text(other.SharedLayers));
        }

        foreach ((string key, long theirs, long own) in ModelLoading.Sizes(other, this.Model))
        {
            // Not layers, of which there are two, nor products of two keys: each of these is compared for itself.
            if (theirs != own && key != LayersKey && !key.Contains('*', StringComparison.Ordinal))
            {
                yield return new(key, Text(own), Text(theirs));
            }
        }

        // What holds for the encoder is what holds for the decoder where no key says another: it has to be right first.
        if (this.Layers.Encoder != other.EncoderLayers)
        {
            yield return new(LayersKey, Text(this.Layers.Encoder), Text(other.EncoderLayers)) { IsLeading = true };
        }

        if (this.Layers.Decoder != other.DecoderLayers)
        {
            yield return new(LayersKey, Text(this.Layers.Decoder), Text(other.DecoderLayers));
        }

        int source = other.SourceVocabulary ?? other.Vocabulary;

        if (this.Model.SourceVocabulary > 0 && this.Model.SourceVocabulary != source)
        {
            yield return new("vocabulary", Text(this.Model.SourceVocabulary), Text(source)) { IsLeading = true };
        }

        if (this.Model.MaxLength != other.MaxLength)
        {
            yield return new("max_length", Text(this.Model.MaxLength), Text(other.MaxLength));
        }

        foreach (FormDifference difference in this.OutputDifferences(other).Concat(this.HeadDifferences(other)))
        {
            yield return difference;
        }

        foreach ((string name, string theirs, string own) in FunctionSettings.Differences(other, this.Settings, this.Model.MaxLength))
        {
            if (name != HeadsKey)
            {
                yield return new(name, own, theirs);
            }
        }

        foreach (string name in this.DifferentParameters(other))
        {
            yield return new(name, _parameters.ContainsKey(name) ? null : "none", Theirs: null) { IsParameter = true };
        }
    }

    /// <summary>Whether another model puts out something of another kind, which its class decides and no key.</summary>
    public bool IsOfOtherKind(ImportedSpecification other)
    {
        bool isPooled = other.Output is "classes" or "values";

        return isPooled != this.Model.IsPooled
            || (!isPooled && OutputOf(other) != this.Model.Output)
            || (other.EncoderLayers > 0, other.DecoderLayers > 0) != (this.Layers.Encoder > 0, this.Layers.Decoder > 0);
    }

    private static ModelResult OutputOf(ImportedSpecification specification) => specification.Output switch
    {
        "hidden" => ModelResult.Hidden,
        "classes" => ModelResult.Classes,
        "token_classes" => ModelResult.TokenClasses,
        "values" => ModelResult.Values,
        _ => ModelResult.Vocabulary,
    };

    private IEnumerable<FormDifference> OutputDifferences(ImportedSpecification other)
    {
        if (OutputOf(other) != this.Model.Output)
        {
            yield return new("output", this.Model.Output.ToString(), other.Output ?? nameof(ModelResult.Vocabulary));
        }

        bool isBinary = this.Model.Loss == LossKind.BinaryCrossEntropy;

        if (isBinary != (other.Loss == BinaryLoss))
        {
            yield return new("loss", isBinary ? BinaryLoss : "another", other.Loss ?? "another");
        }
    }

    // Of two stacks with as many heads, a model says one number.
    private IEnumerable<FormDifference> HeadDifferences(ImportedSpecification other)
    {
        string[] own = [.. this.Settings[HeadsKey]];

        foreach ((int layers, string heads, bool isEncoder) in
            ((int, string, bool)[])[(this.Layers.Encoder, own[0], true), (this.Layers.Decoder, own[^1], false)])
        {
            string theirs = Text(other.HeadsOf(isEncoder));

            if (layers > 0 && heads != theirs)
            {
                yield return new(HeadsKey, heads, theirs) { IsLeading = true };
            }
        }

        if (this.HeadColumns != other.HeadColumns)
        {
            yield return new("d_key", Text(this.HeadColumns), Text(other.HeadColumns));
        }

        if (this.KeyValueHeads != (other.KeyValueHeads ?? other.Heads))
        {
            yield return new("kv_heads", Text(this.KeyValueHeads), Text(other.KeyValueHeads ?? other.Heads));
        }
    }

    private IEnumerable<string> DifferentParameters(ImportedSpecification other)
    {
        // Such sizes are guesses; there is no need to list what they would come to.
        if ((other.EncoderLayers > 0, other.DecoderLayers > 0) != (this.Layers.Encoder > 0, this.Layers.Decoder > 0)
            || other.Experts is { Count: > MostExperts }
            || other.Heads < 1)
        {
            return _parameters.Keys;
        }

        ImportedSpecification first = other with
        {
            EncoderLayers = Math.Min(other.EncoderLayers, ComparedLayers),
            DecoderLayers = Math.Min(other.DecoderLayers, ComparedLayers),
        };
        Dictionary<string, ImmutableArray<int>> theirs = CanonicalParameters.Of(first).Where(static parameter => IsCompared(parameter.Name))
            .ToDictionary(static parameter => parameter.Name, static parameter => parameter.Shape, StringComparer.Ordinal);

        return
        [
            .. _parameters
                .Where(own => !theirs.TryGetValue(own.Key, out ImmutableArray<int> shape)
                    || !shape.AsSpan().SequenceEqual(own.Value.AsSpan()))
                .Select(static own => own.Key),
            .. theirs.Keys.Where(name => !_parameters.ContainsKey(name)),
        ];
    }

    private int CountLayers(string stack)
    {
        string prefix = $"{stack}.layers.";
        int last = this.Model.Parameters.Where(info => info.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(info => int.Parse(info.Name[prefix.Length..].Split('.')[0], CultureInfo.InvariantCulture))
            .DefaultIfEmpty(-1)
            .Max();

        // Layers that share their parameters are counted by what their attention costs.
        return last >= 0 ? last + 1
            : this.Model.Parameters.FirstOrDefault(info => info.Name == $"{stack}.layer.self_attention.query.weight")
                is { Second: ParameterAxis columns }
                ? (int)(this.Model.AttentionSize / columns.Count)
                : 0;
    }

    // The first layers, and of those the first expert.
    private static bool IsCompared(string name)
    {
        string[] parts = name.Split('.');

        return !parts.Zip(parts.Skip(1)).Any(static pair =>
            (pair.First == "layers" && int.Parse(pair.Second, CultureInfo.InvariantCulture) >= ComparedLayers)
            || (pair.First == "experts" && pair.Second != "0"));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(bool value) => value ? "true" : "false";
}

/// <summary>A key in which two models differ.</summary>
/// <param name="Key">The key; of a parameter, its name.</param>
/// <param name="Own">How the model has it; of a parameter, null where the model has it and <c>none</c> where it does not.</param>
/// <param name="Theirs">How the other has it; null for a parameter.</param>
internal sealed record FormDifference(string Key, string? Own, string? Theirs)
{
    // More than what all shapes that follow from a setting come to: a setting that is right is not given up for them.
    private const int SettingWeight = 20;
    private const int LeadingWeight = 100;

    /// <summary>Whether it is a parameter, which is missing on one side or has another shape.</summary>
    public bool IsParameter { get; init; }

    /// <summary>Whether others follow from it where no key says them.</summary>
    public bool IsLeading { get; init; }

    /// <summary>How much nearer a model is without it.</summary>
    public int Weight => this.IsParameter ? 1 : this.IsLeading ? LeadingWeight : SettingWeight;
}
