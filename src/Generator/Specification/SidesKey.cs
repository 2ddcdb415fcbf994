using System.Collections.Immutable;
using System.Linq;

namespace Weft.Generator.Specification;

/// <summary>A size for the encoder's and for the decoder's side.</summary>
/// <param name="Encoder">The encoder's; null when it was given badly.</param>
/// <param name="Decoder">The decoder's; null when it was given badly.</param>
/// <param name="Split">Whether the spec gives them apart.</param>
internal readonly record struct Sides(int? Encoder, int? Decoder, bool Split);

/// <summary>One whole number for both sides, or a mapping with one for each.</summary>
internal sealed class SidesKey : Key<Sides>
{
    private readonly IntegerKey _both;
    private readonly IntegerKey _encoder;
    private readonly IntegerKey _decoder;

    public SidesKey(string name, string encoder, string decoder, int maximum)
        : base(name)
    {
        _both = new IntegerKey(name, 1, maximum);
        _encoder = new IntegerKey(encoder, 1, maximum, name);
        _decoder = new IntegerKey(decoder, 1, maximum, name);
    }

    /// <summary>The number for both sides, with its range.</summary>
    public IntegerKey Both => _both;

    /// <summary>The keys of the mapping.</summary>
    public ImmutableArray<Key> Keys => [_encoder, _decoder];

    /// <summary>The mapping, in the words of a message.</summary>
    public string Form => $"{{{_encoder.Name}, {_decoder.Name}}}";

    public override string Expected => $"{_both.Expected}, or such a number for each of {this.Form}";

    public override object? Parse(YamlValue value, Problems problems)
    {
        if (value is YamlMapping mapping)
        {
            Section section = new(this.Name, mapping, this.Keys, problems);

            return new Sides(section.Require(_encoder, value.Span), section.Require(_decoder, value.Span), Split: true);
        }

        if (value is not YamlScalar)
        {
            return this.Mistyped(value, problems);
        }

        return _both.Parse(value, problems) is int size ? new Sides(size, size, Split: false) : null;
    }
}
