using System;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Diagnostics;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Pipeline;

/// <summary>A defect of the generator, as text: an exception is equal to no other, so that every later step would run again.</summary>
/// <param name="Message">The exception in one line.</param>
/// <param name="Keys">The top keys that had a part in it, those first that say most of it.</param>
internal sealed record CompilerFailure(string Message, EquatableArray<string> Keys)
{
    public static CompilerFailure Of(Exception exception)
    {
        string place = exception.TargetSite is { } method ? $" in {method.DeclaringType?.Name}.{method.Name}" : "";
        string message = $"{exception.GetType().Name}{place}: {exception.Message.Replace('\r', ' ').Replace('\n', ' ')}";

        return new CompilerFailure(message, EquatableArray<string>.Empty).With((exception as KeyedException)?.Keys ?? []);
    }

    /// <summary>The failure with its keys; a key of a section has the section's line.</summary>
    public CompilerFailure With(ImmutableArray<Key> keys) =>
        this with { Keys = keys.Select(static key => key.FullName.Split('.')[0]).ToImmutableArray() };

    /// <summary>The problem that is reported of it.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="what">The model, or the file where there is none.</param>
    public SpecificationProblem ToProblem(string path, string what) => new(
        DiagnosticDescriptors.CompilerFailure, ImmutableArray.Create(what, this.Message), SpecificationLocation.StartOf(path));
}
