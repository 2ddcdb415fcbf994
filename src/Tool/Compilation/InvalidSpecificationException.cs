using System;
using System.Collections.Generic;
using Weft.Generator.Specification;

namespace Weft.Tool.Compilation;

/// <summary>A spec file with problems; the message has a line for each, as a compiler prints it.</summary>
internal sealed class InvalidSpecificationException(IEnumerable<SpecificationProblem> problems)
    : Exception(string.Join(Environment.NewLine, problems));
