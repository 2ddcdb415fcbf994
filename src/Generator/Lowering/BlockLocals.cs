using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Planning;

namespace Weft.Generator.Lowering;

/// <summary>
/// The pointers of a block's method: each value and parameter becomes a local named by its role, declared with its literal offset and shape
/// when it is first used.
/// </summary>
internal sealed class BlockLocals(ParameterLayout layout, Block block)
{
    private const string Own = "parameters";
    private const string OwnAdapters = "adapters";
    private const string OwnGradients = "gradients";
    private const string OwnCopies = "copies";

    // lora, A and weight.
    private const int EndOfAdapters = 3;

    private readonly Dictionary<object, string> _names = new();
    private readonly ImmutableArray<Local>.Builder _locals = ImmutableArray.CreateBuilder<Local>();

    /// <summary>The locals so far, in the order of their first use.</summary>
    public ImmutableArray<Local> Declared => _locals.ToImmutable();

    /// <summary>Binds a value to a parameter of the method.</summary>
    public void Bind(Value value, string name) => _names[value] = name;

    /// <summary>The local of a value, where it has one.</summary>
    public bool TryGet(Value value, out string name) => _names.TryGetValue(value, out name!);

    /// <summary>The local of a value, which stands at an offset from a pointer.</summary>
    public string Declare(Value value, string pointer, long offset)
    {
        string name = this.Unique(value.Name);

        return this.Add(value, name, Address.Of(pointer, offset), Labels.ShapeOf(value), value.IsInteger);
    }

    /// <summary>The local of a parameter; stacked ones share the local of the first.</summary>
    public Address Parameter(Parameter parameter)
    {
        BlockParameters place = layout.Of(layout[parameter].Block);

        return this.Find(
            parameter, parameter.IsAdapter ? OwnAdapters : Own, PassMembers.Parameters, string.Empty,
            parameter.IsAdapter ? place.AdapterBase : place.Base, layout[parameter].Offset);
    }

    /// <summary>The local of a parameter's gradient.</summary>
    public Address Gradient(Parameter parameter) => this.Find(
        parameter, OwnGradients, PassMembers.Gradients, "Gradient", layout.Of(layout[parameter].Block).GradientBase,
        layout[parameter].GradientOffset);

    /// <summary>The local of a parameter's transposed copy.</summary>
    public Address Copy(Parameter parameter)
    {
        object key = (parameter, OwnCopies);

        if (!_names.TryGetValue(key, out string? name))
        {
            Address place = Address.Of(parameter.IsTied ? PassMembers.Copies : OwnCopies, layout[parameter].CopyOffset!.Value);
            ImmutableArray<Parameter> stack = this.Stack(parameter);
            name = this.Add(key, this.Unique(Role(stack) + "Transposed"), place, Shape(stack));
        }

        return Address.Of(name);
    }

    // A parameter of another block stands at an absolute place.
    private Address Find(Parameter parameter, string own, string arena, string suffix, long start, long offset)
    {
        object key = (parameter, own);

        if (!_names.TryGetValue(key, out string? name))
        {
            Address address = layout[parameter].Block == block ? Address.Of(own, offset) : Address.Of(arena, start + offset);
            ImmutableArray<Parameter> stack = own == OwnGradients ? this.TrainedStack(parameter) : this.Stack(parameter);
            name = this.Add(key, this.Unique(Role(stack) + suffix), address, Shape(stack));
        }

        return Address.Of(name);
    }

    private string Add(object key, string name, Address address, string shape, bool isInteger = false)
    {
        _names.Add(key, name);
        _locals.Add(new Local(name, address, shape) { IsInteger = isInteger });

        return name;
    }

    // One after another in memory where they are stacked.
    private static string Shape(ImmutableArray<Parameter> stack)
    {
        string shape = string.Join(", ", stack.Select(static part =>
            part.Second is null ? $"[{part.First.Count}]" : $"[{part.First.Count}, {part.Second.Count}]"));

        return stack[0].OtherExperts.IsEmpty ? shape : $"{Labels.Count(stack[0].OtherExperts.Length + 1, "expert")}, {shape} each";
    }

    // self_attention.query.weight -> selfAttentionQueryWeight; with .key.weight behind it -> selfAttentionQueryKeyWeight
    private static string Role(ImmutableArray<Parameter> stack)
    {
        string[] words = stack[0].Role.Split('.', '_');

        // What comes behind the word that they have each its own.
        int end = stack[0].IsAdapter ? words.Length - EndOfAdapters : words.Length - 1;
        IEnumerable<string> others = stack.Skip(1).Select(other => other.Role.Split('.', '_')[end - 1]);

        return string.Concat(words.Take(end).Concat(others).Concat(words.Skip(end))
            .Select(static (word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word.Substring(1)));
    }

    private ImmutableArray<Parameter> Stack(Parameter parameter)
    {
        ImmutableArray<Parameter> stack = block.Forward.SelectMany(static node => node.Stacks)
            .FirstOrDefault(stack => stack.Length > 1 && stack[0] == parameter);

        return stack.IsDefault ? ImmutableArray.Create(parameter) : stack;
    }

    // What stands side by side among gradients: frozen parameters have none.
    private ImmutableArray<Parameter> TrainedStack(Parameter parameter) => block.Forward.SelectMany(static node => node.Stacks)
        .FirstOrDefault(stack => stack.Contains(parameter)) is { IsDefault: false } stack
            ? stack.Skip(stack.IndexOf(parameter)).TakeWhile(static part => part.IsTrained).ToImmutableArray()
            : ImmutableArray.Create(parameter);

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
