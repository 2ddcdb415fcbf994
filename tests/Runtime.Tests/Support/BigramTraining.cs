using System;

namespace Weft.Runtime.Tests;

/// <summary>Scalar passes of <see cref="Bigram"/> in three phases: rows, then gradients of the projection, then of table and gain.</summary>
internal sealed unsafe class BigramTraining(Bigram model, Workers workers)
    : TrainingSession(model, workers, Bigram.Sequences * Bigram.MaxLength * 2 * Bigram.Vocabulary, 0)
{
    /// <summary>Set to put an infinite number into the gradient of the bias.</summary>
    public bool Breaks { get; set; }

    protected override void Execute(in PassContext context)
    {
        Team team = context.Team;
        int rows = context.Target.Rows;

        while (context.RunsForward && team.Claim(rows, out int row))
        {
            this.Forward(row, context.TakesLoss);
        }

        team.Barrier();

        if (!context.RunsBackward)
        {
            return;
        }

        if (!context.AddsGradients)
        {
            while (team.Claim(Bigram.Floats / 16, out int part))
            {
                new Span<float>(this.Gradients.Pointer + (part * 16), 16).Clear();
            }

            team.Barrier();
        }

        while (team.Claim(Bigram.Vocabulary, out int output))
        {
            this.BackwardProjection(output, rows);
        }

        team.Barrier();

        while (team.Claim(Bigram.Width, out int column))
        {
            this.BackwardInput(column, rows);
        }
    }

    protected override void CopyLogits(Span<float> logits) =>
        new ReadOnlySpan<float>(this.Activations.Pointer, this.Batch.OutputRows * Bigram.Vocabulary).CopyTo(logits);

    protected override void WriteGradients(ReadOnlySpan<float> gradients) =>
        gradients.CopyTo(new Span<float>(this.LogitGradients, gradients.Length));

    private float* Parameters => this.Model.Parameters.Pointer;

    private float* LogitGradients => this.Activations.Pointer + (Bigram.Sequences * Bigram.MaxLength * Bigram.Vocabulary);

    private float Hidden(int row, int column) =>
        this.Parameters[Bigram.TableOffset + Bigram.Panel(Bigram.Vocabulary, this.Batch.Target.Tokens[row], column)] * this.Parameters[Bigram.GainOffset + column];

    private void Forward(int row, bool takesLoss)
    {
        float* logits = this.Activations.Pointer + (row * Bigram.Vocabulary);
        double sum = 0;

        for (int output = 0; output < Bigram.Vocabulary; output++)
        {
            float logit = this.Parameters[Bigram.BiasOffset + output];

            for (int column = 0; column < Bigram.Width; column++)
            {
                logit += this.Hidden(row, column) * this.Parameters[Bigram.WeightOffset + Bigram.Panel(Bigram.PaddedWidth, column, output)];
            }

            logits[output] = logit;
            sum += Math.Exp(logit);
        }

        if (!takesLoss)
        {
            return;
        }

        int label = this.Batch.Labels[row];
        this.RowLosses[row] = label < 0 ? 0 : (float)(Math.Log(sum) - logits[label]);

        for (int output = 0; output < Bigram.Vocabulary; output++)
        {
            float probability = (float)(Math.Exp(logits[output]) / sum);
            this.LogitGradients[(row * Bigram.Vocabulary) + output] = label < 0 ? 0 : probability - (output == label ? 1 : 0);
        }
    }

    private void BackwardProjection(int output, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            float gradient = this.LogitGradients[(row * Bigram.Vocabulary) + output];
            this.Gradients.Pointer[Bigram.BiasOffset + output] += gradient;

            for (int column = 0; column < Bigram.Width; column++)
            {
                this.Gradients.Pointer[Bigram.WeightOffset + Bigram.Panel(Bigram.PaddedWidth, column, output)] += gradient * this.Hidden(row, column);
            }
        }

        if (this.Breaks)
        {
            this.Gradients.Pointer[Bigram.BiasOffset + output] = float.PositiveInfinity;
        }
    }

    private void BackwardInput(int column, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            float gradient = 0;

            for (int output = 0; output < Bigram.Vocabulary; output++)
            {
                gradient += this.LogitGradients[(row * Bigram.Vocabulary) + output] * this.Copies.Pointer[Bigram.Panel(Bigram.PaddedVocabulary, output, column)];
            }

            int place = Bigram.TableOffset + Bigram.Panel(Bigram.Vocabulary, this.Batch.Target.Tokens[row], column);
            this.Gradients.Pointer[place] += gradient * this.Parameters[Bigram.GainOffset + column];
            this.Gradients.Pointer[Bigram.GainOffset + column] += gradient * this.Parameters[place];
        }
    }
}
