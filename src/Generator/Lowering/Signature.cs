using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Weft.Generator.Lowering;

/// <summary>
/// The parameters of a kernel in their order, each with its name and its kind. Whoever calls the kernel says what goes where by name; the
/// order is nobody else's concern.
/// </summary>
internal sealed record Signature
{
    /// <summary>No parameters yet.</summary>
    public static readonly Signature Empty = new();

    private Signature()
    {
    }

    /// <summary>The parameters in the order of the method.</summary>
    public ImmutableArray<KernelParameter> Parameters { get; private init; } = ImmutableArray<KernelParameter>.Empty;

    /// <summary>The C# parameter list: <c>float* input, float* output, nint row, nint rows</c>.</summary>
    public string Text => string.Join(", ", this.Parameters.Select(static parameter => $"{parameter.Kind.TypeName()} {parameter.Name}"));

    /// <summary>Appends parameters of one kind.</summary>
    public Signature Floats(params string[] names) => this.With(OperandKind.Floats, names);

    /// <inheritdoc cref="Floats"/>
    public Signature Integers(params string[] names) => this.With(OperandKind.Integers, names);

    /// <inheritdoc cref="Floats"/>
    public Signature Indices(params string[] names) => this.With(OperandKind.Index, names);

    /// <inheritdoc cref="Floats"/>
    public Signature Flags(params string[] names) => this.With(OperandKind.Flag, names);

    /// <inheritdoc cref="Floats"/>
    public Signature Words(params string[] names) => this.With(OperandKind.Word, names);

    /// <inheritdoc cref="Floats"/>
    public Signature Numbers(params string[] names) => this.With(OperandKind.Number, names);

    /// <inheritdoc cref="Floats"/>
    public Signature DropoutKeys(params string[] names) => this.With(OperandKind.DropoutKey, names);

    /// <summary>Appends parameters that only some shapes of a kernel have.</summary>
    public Signature FloatsIf(bool condition, params string[] names) => condition ? this.Floats(names) : this;

    /// <inheritdoc cref="FloatsIf"/>
    public Signature IntegersIf(bool condition, params string[] names) => condition ? this.Integers(names) : this;

    /// <inheritdoc cref="FloatsIf"/>
    public Signature IndicesIf(bool condition, params string[] names) => condition ? this.Indices(names) : this;

    /// <inheritdoc cref="FloatsIf"/>
    public Signature FlagsIf(bool condition, params string[] names) => condition ? this.Flags(names) : this;

    /// <inheritdoc cref="FloatsIf"/>
    public Signature WordsIf(bool condition, params string[] names) => condition ? this.Words(names) : this;

    /// <inheritdoc cref="FloatsIf"/>
    public Signature NumbersIf(bool condition, params string[] names) => condition ? this.Numbers(names) : this;

    /// <inheritdoc cref="FloatsIf"/>
    public Signature DropoutKeysIf(bool condition, params string[] names) => condition ? this.DropoutKeys(names) : this;

    /// <summary>Appends the parameters of another signature.</summary>
    public Signature Then(Signature other) =>
        other.Parameters.Aggregate(this, static (signature, parameter) => signature.With(parameter.Kind, parameter.Name));

    /// <summary>Puts operands that are named into the order of the parameters.</summary>
    /// <param name="kernel">The kernel's name, for the message.</param>
    /// <param name="operands">Names and operands; null stands for one that the caller has nothing for.</param>
    /// <exception cref="LoweringException">An operand is missing, given twice, or not one of the kernel's.</exception>
    public ImmutableArray<T> Bind<T>(string kernel, IEnumerable<(string Name, T? Value)> operands)
        where T : class
    {
        Dictionary<string, T> values = new(StringComparer.Ordinal);

        foreach ((string name, T? value) in operands)
        {
            if (value is null)
            {
                continue;
            }

            if (!this.Parameters.Any(parameter => parameter.Name == name))
            {
                throw new LoweringException($"{kernel} has no parameter '{name}'; it has {this.Text}.");
            }

            if (values.ContainsKey(name))
            {
                throw new LoweringException($"{kernel} is given '{name}' twice.");
            }

            values.Add(name, value);
        }

        return this.Parameters.Select(parameter => values.TryGetValue(parameter.Name, out T? value)
            ? value
            : throw new LoweringException($"{kernel} is not given '{parameter.Name}'.")).ToImmutableArray();
    }

    public bool Equals(Signature? other) => other is not null && this.Parameters.SequenceEqual(other.Parameters);

    public override int GetHashCode() => this.Parameters.Length;

    /// <summary>Appends parameters of a kind.</summary>
    public Signature With(OperandKind kind, params string[] names)
    {
        ImmutableArray<KernelParameter>.Builder parameters = this.Parameters.ToBuilder();

        foreach (string name in names)
        {
            if (parameters.Any(parameter => parameter.Name == name))
            {
                throw new LoweringException($"The parameter '{name}' stands twice in a signature.");
            }

            parameters.Add(new KernelParameter(name, kind));
        }

        return new() { Parameters = parameters.ToImmutable() };
    }
}

/// <summary>A parameter of a kernel.</summary>
internal sealed record KernelParameter(string Name, OperandKind Kind);
