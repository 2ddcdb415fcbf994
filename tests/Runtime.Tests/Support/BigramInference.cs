namespace Weft.Runtime.Tests;

/// <summary>Decoding of <see cref="Bigram"/>, a token of every slot at once. Nothing is cached: a token alone decides the next.</summary>
internal sealed unsafe class BigramInference(Bigram model, Workers? workers, int sequences = 1, int beam = 1, int draft = 0)
    : DecoderSession(model, workers, CreateLayout(sequences, beam, draft))
{
    protected override void Decode(in PassContext context)
    {
        float* weights = context.Parameters;

        while (context.Team.Claim(context.Target.Rows * Bigram.Vocabulary, out int item))
        {
            int row = item / Bigram.Vocabulary;
            int output = item % Bigram.Vocabulary;
            float logit = weights[Bigram.BiasOffset + output];

            for (int column = 0; column < Bigram.Width; column++)
            {
                float hidden = weights[Bigram.TableOffset + Bigram.Panel(Bigram.Vocabulary, context.Target.Tokens[row], column)] * weights[Bigram.GainOffset + column];
                logit += hidden * weights[Bigram.WeightOffset + Bigram.Panel(Bigram.PaddedWidth, column, output)];
            }

            context.Activations[(row * Bigram.PaddedVocabulary) + output] = logit;
        }
    }

    protected override void Prompt(in PassContext context)
    {
    }

    private static InferenceLayout CreateLayout(int sequences, int beam, int draft) => new()
    {
        WeightFloats = Bigram.Shape.ParameterFloats,
        StateFloats = (nuint)(((sequences * beam) + draft) * Bigram.PaddedVocabulary),
        ScratchFloats = 0,
        Sequences = sequences,
        Beam = beam,
        Draft = draft,
        PromptRows = 3,
        PhaseWeights = int.MaxValue,
        LogitsOffset = 0,
        LogitsStride = Bigram.PaddedVocabulary,
    };
}
