namespace Weft.Runtime.Tests;

/// <summary>Decoding of <see cref="Bigram"/>, one token after another.</summary>
internal sealed unsafe class BigramInference(Bigram model, Workers workers) : InferenceSession(model, workers, Bigram.PaddedVocabulary)
{
    protected override float* Logits => this.State.Pointer;

    public override void Execute(Team team, int worker)
    {
        float* weights = this.Weights.Pointer;

        while (team.Claim(Bigram.Vocabulary, out int output))
        {
            float logit = weights[Bigram.BiasOffset + output];

            for (int column = 0; column < Bigram.Width; column++)
            {
                float hidden = weights[Bigram.TableOffset + Bigram.Panel(Bigram.Vocabulary, this.Token, column)] * weights[Bigram.GainOffset + column];
                logit += hidden * weights[Bigram.WeightOffset + Bigram.Panel(Bigram.PaddedWidth, column, output)];
            }

            this.State.Pointer[output] = logit;
        }
    }
}
