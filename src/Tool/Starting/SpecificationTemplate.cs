using System;
using System.Text;
using Weft.Generator.Specification;

namespace Weft.Tool.Starting;

/// <summary>The text of a new specification: each key with what there is to know about it, each value a customary one.</summary>
internal static class SpecificationTemplate
{
    /// <summary>Writes it.</summary>
    /// <param name="model">What it says.</param>
    /// <param name="schema">Where its schema is, seen from its folder; null where editors have to do without.</param>
    public static string Write(NewModel model, string? schema)
    {
        StringBuilder text = new();

        _ = text.Append(SchemaFile.Line(schema));

        return text
            .Append(Beginning(model))
            .Append(Kind(model))
            .Append(Sizes(model))
            .Append(Layers(model.Architecture))
            .Append(model.IsTrained ? Training(model) : string.Empty)
            .Append(Inference)
            .Replace("\r\n", "\n")
            .ToString();
    }

    private static string Inference =>
        """

        # Generation: sequences side by side, and the format of the weights, float32, bfloat16, int8 or int4: fewer bits decode faster.
        inference: { sequences: 1, weights: float32 }

        """;

    private static string Beginning(NewModel model) =>
        $"""
        # {model.Name}, started by 'weft new'. 'weft check' tells whether a build takes it, 'weft inspect' what it comes to.
        # The name of the generated class.
        model: {model.Name}

        """;

    private static string Kind(NewModel model) => model.Architecture switch
    {
        Architecture.Decoder =>
            """
            # A decoder continues a text: it tells the next token from those before it.
            architecture: decoder

            """,
        Architecture.Encoder when model.IsTrained =>
            """
            # An encoder reads a whole text at once: it scores each token of the vocabulary in each position. 'output: classes' with
            # 'outputs: N' scores N classes of a text instead.
            architecture: encoder

            """,
        Architecture.Encoder =>
            """
            # An encoder reads a whole text at once: it gives the columns of its last layer in each position, for search and the like.
            architecture: encoder
            output: hidden

            """,
        Architecture.EncoderDecoder =>
            """
            # An encoder-decoder turns one text into another: it reads the first at once and writes the second token by token.
            architecture: encoder-decoder

            """,
        _ => throw new ArgumentOutOfRangeException(nameof(model), model.Architecture, "Nothing is known of this architecture."),
    };

    private static string Sizes(NewModel model) =>
        $"""

        # Token ids, as many as the tokenizer has, and the longest sequence.
        vocabulary: {model.Vocabulary}
        max_length: {model.MaxLength}

        # Columns between layers, layers, and heads of attention, which must divide d_model; columns inside a feed-forward network.
        d_model: {model.Size.Columns}
        layers: {model.Size.Layers}
        heads: {model.Size.Heads}
        d_ff: {model.Size.InnerColumns}

        """;

    private static string Layers(Architecture architecture) => architecture switch
    {
        Architecture.Decoder =>
            """

            # As in GPT-2: the output projection is the token embedding, positions have parameters, norms stand before what they norm.
            activation: gelu_tanh
            norm_placement: pre
            positional_encoding: learned
            tie_embeddings: true
            initialization: gpt2

            """,
        Architecture.Encoder =>
            """

            # As in BERT: positions have parameters, norms stand behind what they norm, and one behind the embeddings.
            activation: gelu
            norm_placement: post
            embedding_norm: true
            final_norm: false
            positional_encoding: learned
            initialization: gpt2

            """,
        _ =>
            """

            # As in "Attention Is All You Need", but for the norms, which are easier to train before what they norm: one table of tokens
            # for both sides and the output, and positions without parameters.
            activation: relu
            norm_placement: pre
            positional_encoding: sinusoidal
            share_embeddings: true
            tie_embeddings: true
            scale_embeddings: true
            initialization: xavier

            """,
    };

    private static string Training(NewModel model) =>
        $$"""

        # A step of training: sequences, and their tokens. Memory for so many is reserved. Without this section, the model is only used.
        training: { batch: {{model.Size.Batch}}, length: {{model.MaxLength}} }

        # Which part of the columns a step leaves out at random; more of it where there are few texts.
        dropout: 0.1

        """;
}
