using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Generator.Graph;

/// <summary>From the specification to the chain of blocks, with their gradients where the spec trains.</summary>
internal static class GraphBuilder
{
    public static ModelGraph Build(ModelSpecification specification)
    {
        (Block embedding, Parameter table) = BuildEmbedding(specification);
        Block layer = BuildLayer(specification);
        Block head = BuildHead(specification, table);
        ImmutableArray<Block> blocks = [embedding, layer, head];

        return new ModelGraph(specification.Training is null ? blocks : blocks.Select(GradientBuilder.Differentiate).ToImmutableArray());
    }

    private static (Block Block, Parameter Table) BuildEmbedding(ModelSpecification specification)
    {
        BlockBuilder builder = new(specification, "decoder.");
        Parameter table = builder.Table("token_embedding.weight", specification.TargetVocabulary, specification.TieEmbeddings);
        Parameter? positions = specification.PositionalEncoding == PositionalEncoding.Learned
            ? builder.Table("position_embedding.weight", specification.MaxLength)
            : null;
        Value output = builder.Embed(table, positions);

        return (builder.Build("Embedding", 1, input: null, output), table);
    }

    // pre:  x + Sublayer(Norm(x)), Xiong et al. 2020; post: Norm(x + Sublayer(x)), Vaswani et al. 2017.
    private static Block BuildLayer(ModelSpecification specification)
    {
        BlockBuilder builder = new(specification, "decoder.layers.{0}.");
        Value input = builder.Matrix("input", Axis.Of(specification.ModelSize));
        Value output;

        if (specification.NormPlacement == NormPlacement.Pre)
        {
            Value attended = builder.SelfAttention("self_attention", builder.Norm("self_attention_norm", input), input);
            output = builder.FeedForward("feed_forward", builder.Norm("feed_forward_norm", attended), attended);
        }
        else
        {
            Value attended = builder.Norm("self_attention_norm", builder.SelfAttention("self_attention", input, input));
            output = builder.Norm("feed_forward_norm", builder.FeedForward("feed_forward", attended, attended));
        }

        return builder.Build("DecoderLayer", specification.DecoderLayers, input, output);
    }

    private static Block BuildHead(ModelSpecification specification, Parameter table)
    {
        BlockBuilder builder = new(specification, string.Empty);
        Value input = builder.Matrix("input", Axis.Of(specification.ModelSize));
        Value normed = specification.FinalNorm ? builder.Norm("decoder.final_norm", input) : input;
        Value logits = builder.ProjectToVocabulary(normed, specification.TieEmbeddings ? table : null);

        if (specification.Training is not null)
        {
            builder.CrossEntropy(logits);
        }

        return builder.Build("Head", 1, input, output: null);
    }
}
