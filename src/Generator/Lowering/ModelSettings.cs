using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Generator.Lowering;

/// <summary>The specification as generated files quote it: every key that the model has a use for, defaults written out.</summary>
/// <param name="All">
/// Settings, <c>d_model: 128</c>, in the order of the documentation, each with the key that it may be asked for by.
/// </param>
internal sealed record ModelSettings(ImmutableArray<(Key Mapping, Key Key, string Text)> All)
{
    // What every pass depends on.
    private static readonly Key[] OfPasses = [SpecificationKeys.Architecture, SpecificationKeys.Layers];

    public static ModelSettings Of(ModelSpecification specification) =>
        new([.. SpecificationKeys.All.SelectMany(key => SettingsOf(key, specification))]);

    /// <summary>All settings.</summary>
    public IEnumerable<string> Whole => this.All.Select(static setting => setting.Text);

    /// <summary>The settings that shaped a pass.</summary>
    public IEnumerable<string> Of(PassProgram pass)
    {
        Key capacity = pass.IsTraining ? SpecificationKeys.Training : SpecificationKeys.Inference;

        return this.Of([.. OfPasses, capacity, .. pass.Works.SelectMany(static work => work.Keys)]);
    }

    /// <summary>The settings that shaped a kernel: those of the operations that call it.</summary>
    public IEnumerable<string> Of(IEnumerable<PassProgram> passes, Kernel kernel) => this.Of(KeysOf(passes, kernel.Equals));

    /// <summary>The keys behind a method: those of the operations that call it, or that call what calls it.</summary>
    public static IEnumerable<Key> KeysOf(IEnumerable<PassProgram> passes, SharedMethod method) =>
        KeysOf(passes, kernel => new KernelMethod(kernel, method.Set).Reaches(method)).Distinct();

    private static IEnumerable<Key> KeysOf(IEnumerable<PassProgram> passes, Func<Kernel, bool> isAsked) =>
        from pass in passes
        from work in pass.Works
        where work.PerThread.Concat(work.Statements).SelectMany(static statement => statement.KernelCalls).Any(call => isAsked(call.Kernel))
        from key in work.Keys
        select key;

    /// <summary>The settings of some keys.</summary>
    public IEnumerable<string> Of(IEnumerable<Key> keys)
    {
        HashSet<Key> asked = [.. keys];

        return this.All
            .Where(setting => asked.Contains(setting.Key) || asked.Contains(setting.Mapping))
            .Select(static setting => setting.Text);
    }

    private static IEnumerable<(Key Mapping, Key Key, string Text)> SettingsOf(Key mapping, ModelSpecification specification)
    {
        IValueKey[] values =
        [
            .. mapping.Values.Where(
                value => value.Meaning.AppliesTo(specification) && value.Meaning.ValueIn(specification) is not (null or 0 or "")),
        ];

        // A model of one stack has one size, not one for each side.
        bool hasOneSize = mapping is SidesKey && values.Length == 1;

        return values.Select(
            value => (mapping, (Key)value, $"{(hasOneSize ? mapping.Name : value.FullName)}: {value.Show(specification)}"));
    }
}
