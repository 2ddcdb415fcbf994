using System.Collections.Generic;
using System.Collections.Immutable;

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

    /// <param name="name">The name of the key.</param>
    /// <param name="encoder">The name of the encoder's side, and what it decides.</param>
    /// <param name="decoder">The same of the decoder's.</param>
    /// <param name="maximum">The largest number.</param>
    public SidesKey(string name, (string Name, Meaning Meaning) encoder, (string Name, Meaning Meaning) decoder, int maximum)
        : base(name)
    {
        // A single number is the encoder's and the decoder's; it is no value of its own.
        _both = new IntegerKey(name, 1, maximum) { Meaning = encoder.Meaning };
        _encoder = new IntegerKey(encoder.Name, 1, maximum, name) { Meaning = encoder.Meaning };
        _decoder = new IntegerKey(decoder.Name, 1, maximum, name) { Meaning = decoder.Meaning };
    }

    /// <summary>The number for both sides, with its range.</summary>
    public IntegerKey Both => _both;

    /// <summary>The keys of the mapping.</summary>
    public ImmutableArray<Key> Keys => [_encoder, _decoder];

    public override IEnumerable<IValueKey> Values => [_encoder, _decoder];

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
