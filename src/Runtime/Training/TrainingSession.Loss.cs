using System;

namespace Weft;

public abstract unsafe partial class TrainingSession
{
    private float[] _outputs = [];
    private float[] _outputGradients = [];

    /// <summary>Forward only, without dropout, with a loss of one's own.</summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="loss">The loss.</param>
    /// <returns>The summed loss and the labels of the batch.</returns>
    /// <exception cref="InvalidOperationException">The loss has run a pass of this session.</exception>
    internal LossSum Evaluate(Batch batch, OutputLoss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        using SessionUse use = this.Enter();
        this.Run(batch, TrainingPass.Logits, 0, 0);

        return new LossSum(this.Call(loss, batch), batch.LabelCount);
    }

    /// <summary>Forward and backward with a loss of one's own, from whose gradients at the outputs all others follow.</summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="first">True to start the gradients anew, false to add to them.</param>
    /// <param name="dropoutSeed">The key of the dropout generator.</param>
    /// <param name="dropoutStep">Counts batches: another step draws other numbers.</param>
    /// <returns>The summed loss and the labels of the batch.</returns>
    /// <exception cref="InvalidOperationException">The loss has run a pass of this session.</exception>
    internal LossSum Accumulate(Batch batch, OutputLoss loss, bool first, ulong dropoutSeed, uint dropoutStep)
    {
        ArgumentNullException.ThrowIfNull(loss);
        using SessionUse use = this.Enter();
        this.Run(batch, TrainingPass.Forward, dropoutSeed, dropoutStep);
        double sum = this.Call(loss, batch);
        this.WriteGradients(_outputGradients.AsSpan(0, batch.OutputRows * this.Model.Description.Outputs));
        this.Pass = first ? TrainingPass.Backward : TrainingPass.AddBackward;
        this.Workers.Run(this);

        return new LossSum(sum, batch.LabelCount);
    }

    private double Call(OutputLoss loss, Batch batch)
    {
        int length = batch.OutputRows * this.Model.Description.Outputs;

        if (_outputs.Length < length)
        {
            // Of the largest batch at once: later ones allocate nothing.
            long most = (long)this.Model.Description.TrainingTokens * this.Model.Description.Outputs;
            _outputs = new float[most];
            _outputGradients = new float[most];
        }

        Span<float> outputs = _outputs.AsSpan(0, length);
        Span<float> gradients = _outputGradients.AsSpan(0, length);
        this.CopyLogits(outputs);
        gradients.Clear();
        TrainingPass pass = this.Pass;
        int passes = _passes;
        double sum = loss(batch, outputs, gradients);

        return _passes == passes && this.Pass == pass && batch.OutputRows * this.Model.Description.Outputs == length
            ? sum
            : throw new InvalidOperationException(
                $"{this.Model.Description.Name}: the loss has run a pass of the session, or changed the batch, that it was called for.");
    }
}
