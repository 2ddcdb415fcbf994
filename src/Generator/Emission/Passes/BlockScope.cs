using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Planning;

namespace Weft.Generator.Emission.Passes;

/// <summary>
/// The pointers of a generated block method: each value and parameter becomes a local named by its role, declared with its literal
/// offset and shape when it is first used.
/// </summary>
internal sealed class BlockScope(ModelPlan plan, Block block, string allParameters = "pass.Parameters", string allCopies = "pass.Copies")
{
    private readonly Dictionary<object, string> _names = new();
    private readonly List<string> _declarations = new();

    public ModelPlan Plan => plan;

    public Block Block => block;

    /// <summary>The declarations, in the order of first use.</summary>
    public IReadOnlyList<string> Declarations => _declarations;

    /// <summary>Binds a value to a parameter of the method.</summary>
    public void Bind(Value? value, string name)
    {
        if (value is not null)
        {
            _names[value] = name;
        }
    }

    /// <summary>The local of a value at an offset from a base pointer.</summary>
    public string Declare(Value value, string start, long offset)
    {
        if (!_names.TryGetValue(value, out string? name))
        {
            name = this.Unique(value.Name);
            _names.Add(value, name);
            string shape = value.Kind == ValueKind.Matrix ? $"[rows, {value.Columns.Count}]" : value.Columns.Count == 1 ? "[rows]" : $"[{value.Columns.Count}, rows]";
            _declarations.Add($"float* {name} = {Offset(start, offset)}; // {shape}");
        }

        return name;
    }

    /// <summary>Whether a value has a name already.</summary>
    public bool TryGet(Value value, out string name) => _names.TryGetValue(value, out name!);

    /// <summary>The local of a parameter, or of its gradient: stacked ones go by the first.</summary>
    public string Parameter(Parameter parameter, string kind = "parameters")
    {
        (Parameter, string) key = (parameter, kind);

        if (!_names.TryGetValue(key, out string? name))
        {
            Place place = plan.Parameters[parameter];
            BlockParameters owner = plan.Parameters.Of(place.Block);
            bool isOwn = place.Block == block;
            string start = isOwn ? kind : kind == "gradients" ? "pass.Gradients" : allParameters;
            name = this.Unique(Role(parameter.Name) + (kind == "gradients" ? "Gradient" : string.Empty));
            _names.Add(key, name);
            _declarations.Add($"float* {name} = {Offset(start, isOwn ? place.Offset : owner.Base + place.Offset)}; // {Shape(parameter)}");
        }

        return name;
    }

    /// <summary>The local of a parameter's transposed copy.</summary>
    public string Copy(Parameter parameter)
    {
        (Parameter, string) key = (parameter, "copies");

        if (!_names.TryGetValue(key, out string? name))
        {
            Place place = plan.Parameters[parameter];
            name = this.Unique(Role(parameter.Name) + "Transposed");
            _names.Add(key, name);
            _declarations.Add($"float* {name} = {Offset(parameter.IsTied ? allCopies : "copies", place.CopyOffset!.Value)};");
        }

        return name;
    }

    public static string Offset(string start, long offset) => offset == 0 ? start : $"{start} + {Literal.Integer(offset)}";

    private static string Shape(Parameter parameter) =>
        parameter.Second is null ? $"[{parameter.First.Count}]" : $"[{parameter.First.Count}, {parameter.Second.Count}]";

    // self_attention.query.weight -> selfAttentionQueryWeight
    private static string Role(string name) => string.Concat(
        name.Split('.', '_').Select(static (word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word.Substring(1)));

    private string Unique(string name)
    {
        string unique = name;

        for (int i = 2; _names.Values.Contains(unique); i++)
        {
            unique = $"{name}{i}";
        }

        return unique;
    }
}
