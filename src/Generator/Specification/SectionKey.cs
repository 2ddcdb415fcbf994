using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Weft.Generator.Specification;

/// <summary>A mapping with keys of its own.</summary>
internal sealed class SectionKey(string name, params Key[] keys) : Key<Section>(name)
{
    public ImmutableArray<Key> Keys { get; } = keys.ToImmutableArray();

    public override IEnumerable<IValueKey> Values => this.Keys.SelectMany(static key => key.Values);

    public override string Expected => $"a mapping with the keys {Wording.Join([.. this.Keys.Select(static key => key.Name)])}";

    public override object? Parse(YamlValue value, Problems problems) =>
        value is YamlMapping mapping ? new Section(this.Name, mapping, this.Keys, problems) : this.Mistyped(value, problems);
}
