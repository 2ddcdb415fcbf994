using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Weft.Generator.Graph;

/// <summary>
/// A run of nodes that the model repeats with other parameters: the embedding, a layer, the head. Blocks form a chain; the output of
/// one repetition is the input of the next.
/// </summary>
internal sealed record Block
{
    /// <summary>The name of the generated method: <c>DecoderLayer</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The canonical prefix of its parameters; <c>{0}</c> is the repetition.</summary>
    public required string Prefix { get; init; }

    public required int Repetitions { get; init; }

    /// <summary>The number of the first repetition in names and among variants: 1 where another block is the first layer.</summary>
    public int FirstRepetition { get; init; }

    /// <summary>Whether all repetitions have the same parameters, and not only parameters alike.</summary>
    public bool IsShared { get; init; }

    /// <summary>How many repetitions have parameters of their own.</summary>
    public int ParameterSets => this.IsShared ? 1 : this.Repetitions;

    /// <summary>How repetitions differ that have the same parameters and values, by turns.</summary>
    public required ImmutableArray<BlockVariant> Variants { get; init; }

    /// <summary>What a repetition is.</summary>
    public BlockVariant VariantOf(int repetition) => this.Variants[(this.FirstRepetition + repetition) % this.Variants.Length];

    /// <summary>The canonical name of a parameter in a repetition.</summary>
    public string NameOf(Parameter parameter, int repetition) => NameOf(this.Prefix, parameter, this.FirstRepetition + repetition);

    /// <summary>The canonical name of a parameter below a prefix, in the repetition of that number.</summary>
    public static string NameOf(string prefix, Parameter parameter, int number) => prefix.Replace("{0}", $"{number}") + parameter.Name;

    /// <summary>What the chain brings; null for an embedding, which starts one.</summary>
    public required Value? Input { get; init; }

    /// <summary>What the chain takes on; null for the last block.</summary>
    public required Value? Output { get; init; }

    /// <summary>The encoder's output, which every repetition reads; null where there is none.</summary>
    public required Value? Memory { get; init; }

    /// <summary>The parameters of one repetition, in the order of memory.</summary>
    public required ImmutableArray<Parameter> Parameters { get; init; }

    public required ImmutableArray<Node> Forward { get; init; }

    /// <summary>
    /// What the last node before the loss writes, or the input where there is none: the logits or the hidden states, in the last block.
    /// </summary>
    public Value Result => this.Forward.LastOrDefault(static node => node is not Loss)?.Outputs.First() ?? this.Input!;

    /// <summary>
    /// What forward nodes write and backward nodes read before they have written it themselves, but for <see cref="Output"/>.
    /// </summary>
    public IEnumerable<Value> Kept
    {
        get
        {
            HashSet<Value> read = new();
            HashSet<Value> written = new();

            foreach (Node node in this.Backward)
            {
                read.UnionWith(node.Inputs.Where(value => !written.Contains(value)));
                written.UnionWith(node.Outputs);
            }

            return this.Forward.SelectMany(static node => node.Outputs)
                .Where(value => value != this.Output && read.Contains(value)).Distinct();
        }
    }

    /// <summary>Places in one repetition where dropout draws numbers of its own.</summary>
    public required int DropoutSites { get; init; }

    /// <summary>Whether its gradients reach parameters that other repetitions have as well.</summary>
    public bool HasSharedParameters =>
        (this.IsShared && !this.Backward.IsEmpty) || this.Backward.Any(static node => node is RelativeBiasGradient);

    /// <summary>Whether other repetitions have the parameter as well.</summary>
    public bool Shares(Parameter parameter) => this.HasSharedParameters && (this.IsShared || !this.Parameters.Contains(parameter));

    /// <summary>The gradient of <see cref="Output"/>; null for the last block.</summary>
    public Value? OutputGradient { get; init; }

    /// <summary>The gradient of <see cref="Input"/>; null for the first block.</summary>
    public Value? InputGradient { get; init; }

    /// <summary>The gradient of the encoder's output: every decoder layer adds to it, the last block clears it.</summary>
    public Value? MemoryGradient { get; init; }

    /// <summary>
    /// The nodes that take <see cref="OutputGradient"/> to <see cref="InputGradient"/> and to the parameters; empty without training.
    /// </summary>
    public ImmutableArray<Node> Backward { get; init; } = ImmutableArray<Node>.Empty;
}

/// <summary>A whole model: its blocks in the order of the forward pass.</summary>
internal sealed record ModelGraph(ImmutableArray<Block> Blocks)
{
    /// <summary>Elements of all parameters, without padding.</summary>
    public long ParameterCount =>
        this.Blocks.Sum(static block => block.Parameters.Sum(static parameter => parameter.Count) * block.ParameterSets);
}
