using System.CommandLine;

namespace Weft.Tool.Arguments;

/// <summary>An option without a value.</summary>
internal sealed class FlagOption : Option<bool>
{
    /// <summary>Describes it.</summary>
    public FlagOption(string name, string description, params string[] aliases)
        : base(name, aliases)
    {
        this.Description = description;
        this.Arity = ArgumentArity.Zero;
    }
}
