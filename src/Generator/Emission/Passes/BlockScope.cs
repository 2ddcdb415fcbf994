using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Planning;
using Weft.Generator.Text;

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

    /// <summary>The local of a parameter, or of its gradient: stacked ones share the local of the first.</summary>
    public string Parameter(Parameter parameter, string kind = "parameters")
    {
        (Parameter, string) key = (parameter, kind);

        if (!_names.TryGetValue(key, out string? name))
        {
            Place place = plan.Parameters[parameter];
            BlockParameters owner = plan.Parameters.Of(place.Block);
            bool isOwn = place.Block == block;
            string start = isOwn ? kind : kind == "gradients" ? "pass.Gradients" : allParameters;
            name = this.Unique(this.Role(parameter) + (kind == "gradients" ? "Gradient" : string.Empty));
            _names.Add(key, name);
            _declarations.Add($"float* {name} = {Offset(start, isOwn ? place.Offset : owner.Base + place.Offset)}; // {this.Shape(parameter)}");
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
            name = this.Unique(this.Role(parameter) + "Transposed");
            _names.Add(key, name);
            _declarations.Add($"float* {name} = {Offset(parameter.IsTied ? allCopies : "copies", place.CopyOffset!.Value)}; // {this.Shape(parameter)}");
        }

        return name;
    }

    /// <summary>Writes the method's body: the locals, then the statements that use them.</summary>
    public void WriteBody(SourceWriter writer, SourceWriter statements)
    {
        using (writer.WriteBlock("    where TKernels : struct, IKernels"))
        {
            foreach (string declaration in _declarations)
            {
                writer.WriteLine(declaration);
            }

            writer.WriteLine(statements.ToString().TrimEnd('\n'));
        }
    }

    public static string Offset(string start, long offset) => offset == 0 ? start : $"{start} + {Literal.Integer(offset)}";

    // One after another in memory where they are stacked.
    private string Shape(Parameter parameter) => string.Join(", ", this.Stack(parameter).Select(static part =>
        part.Second is null ? $"[{part.First.Count}]" : $"[{part.First.Count}, {part.Second.Count}]"));

    // self_attention.query.weight -> selfAttentionQueryWeight; with .key.weight behind it -> selfAttentionQueryKeyWeight
    private string Role(Parameter parameter)
    {
        string[] words = parameter.Name.Split('.', '_');
        IEnumerable<string> others = this.Stack(parameter).Skip(1).Select(static other => other.Name.Split('.', '_').Reverse().ElementAt(1));

        return string.Concat(words.Take(words.Length - 1).Concat(others).Append(words[words.Length - 1])
            .Select(static (word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word.Substring(1)));
    }

    private IEnumerable<Parameter> Stack(Parameter parameter) =>
        block.Forward.OfType<Projection>().SelectMany(static projection => new[] { projection.Weights, projection.Biases })
            .FirstOrDefault(stack => stack.Length > 1 && stack[0] == parameter) is { IsDefaultOrEmpty: false } stack ? stack : [parameter];

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
