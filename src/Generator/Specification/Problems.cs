using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Weft.Generator.Shared;

namespace Weft.Generator.Specification;

/// <summary>Collects the problems of one file and maps its characters to lines and columns.</summary>
internal sealed class Problems(string path, SourceText text)
{
    // Nobody fixes the hundredth problem before the first, and a file of a million characters could have as many problems.
    private const int Most = 100;

    private readonly List<SpecificationProblem> _problems = [];

    /// <summary>Whether there is a problem.</summary>
    public bool Any => _problems.Count > 0;

    /// <summary>Whether further problems are dropped, so that there is no point in looking for them.</summary>
    public bool Full => _problems.Count >= Most;

    /// <summary>Adds a problem at a span of the file.</summary>
    public void Add(DiagnosticDescriptor descriptor, TextSpan span, params string[] arguments)
    {
        if (!this.Full)
        {
            _problems.Add(new SpecificationProblem(descriptor, ImmutableArray.Create(arguments), this.Locate(span)));
        }
    }

    /// <summary>The place of a span.</summary>
    public SpecificationLocation Locate(TextSpan span) => new(path, span, text.Lines.GetLinePositionSpan(span));

    /// <summary>The line of a span, counted from 1.</summary>
    public int LineOf(TextSpan span) => text.Lines.GetLinePosition(span.Start).Line + 1;

    /// <summary>The problems in the order of the file; those at the same place in the order in which they were found.</summary>
    public EquatableArray<SpecificationProblem> ToArray() =>
        _problems.OrderBy(static problem => problem.Location.Span.Start).ToImmutableArray();
}
