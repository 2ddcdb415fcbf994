using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Weft.Generator.Graph;

/// <summary>
/// A tensor of the model under its canonical name; its identity is the object. Projections [out, in] are stored transposed, tables by
/// rows, vectors as one row.
/// </summary>
/// <param name="name">The name below its block's prefix: <c>self_attention.query.weight</c>.</param>
/// <param name="kind">Which of the three it is.</param>
/// <param name="first">out, the table's rows, or the vector's elements.</param>
/// <param name="second">in, or the table's columns; null for a vector.</param>
/// <param name="start">The distribution it is drawn from.</param>
internal sealed class Parameter(string name, ParameterKind kind, Axis first, Axis? second, InitialValue start)
{
    public string Name => name;

    public ParameterKind Kind => kind;

    public Axis First => first;

    public Axis? Second => second;

    public InitialValue Start => start;

    /// <summary>Whether a table is the output projection as well, which reads it transposed.</summary>
    public bool IsTied { get; init; }

    /// <summary>Whether a table has a row for every token, of which a pass reads few.</summary>
    public bool IsOfTokens { get; init; }

    /// <summary>Whether it belongs to an adapter, beside a projection of the base model.</summary>
    public bool IsAdapter { get; init; }

    /// <summary>Whether training changes it; what is frozen has no gradient. Said by the block that declares it.</summary>
    public bool IsTrained { get; set; } = true;

    /// <summary>The same parameter of the other experts, where it is that of the first; empty for what is no expert's.</summary>
    public ImmutableArray<Parameter> OtherExperts { get; init; } = ImmutableArray<Parameter>.Empty;

    /// <summary>The same parameter of every expert, or the parameter itself.</summary>
    public IEnumerable<Parameter> Experts => this.OtherExperts.Prepend(this);

    /// <summary>The role, which all experts have in common: <c>feed_forward.experts.up.weight</c>.</summary>
    public string Role => this.OtherExperts.IsEmpty ? name : name.Replace(".0.", ".");

    /// <summary>Rows of the panel matrix in memory: inputs of a projection, tokens of a table, 1 for a vector.</summary>
    public int Rows => kind switch
    {
        ParameterKind.Projection => second!.Padded,
        ParameterKind.Table => Axis.RoundUp(first.Count),
        _ => 1,
    };

    /// <summary>Columns of the panel matrix in memory.</summary>
    public Axis Columns => kind == ParameterKind.Table ? second! : first;

    /// <summary>Elements with padding.</summary>
    public long Floats => (long)this.Rows * this.Columns.Padded;

    /// <summary>Elements without padding.</summary>
    public long Count => (long)first.Count * (second?.Count ?? 1);
}

internal enum ParameterKind { Projection, Table, Vector }

/// <summary>How a parameter starts: the constant, the standard deviation of a normal or the bound of a uniform distribution.</summary>
internal sealed record InitialValue(InitialDistribution Distribution, double Scale)
{
    public static readonly InitialValue Zero = new(InitialDistribution.Constant, 0);
    public static readonly InitialValue One = new(InitialDistribution.Constant, 1);
}

internal enum InitialDistribution { Constant, Normal, Uniform }
