using System.IO;

namespace Weft.Tool.Verbs;

/// <summary>One thing that the weft command does.</summary>
internal interface IVerb
{
    /// <summary>The word behind weft.</summary>
    string Name { get; }

    /// <summary>What it does, for the list of verbs.</summary>
    string Summary { get; }

    /// <summary>The help text; its first line is the form of the command.</summary>
    string Usage { get; }

    /// <summary>Does it.</summary>
    /// <exception cref="UsageException">The arguments cannot be understood.</exception>
    /// <exception cref="IOException">An input is missing or wrong; the message names the file and the place.</exception>
    /// <exception cref="Inspection.InvalidSpecificationException">A spec has problems; the message has a line for each.</exception>
    void Run(ArgumentReader arguments, TextWriter output);
}
