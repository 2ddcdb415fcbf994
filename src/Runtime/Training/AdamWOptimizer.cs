using System;

namespace Weft;

/// <summary>
/// The moments of AdamW and its update: one pass over the gradients for their norm, one over everything that also writes the transposed
/// copies. Work is divided by shape alone, so that the same seed gives the same bits at any thread count. Allocates nothing per step.
/// </summary>
internal sealed unsafe class AdamWOptimizer : IParallelWork, IDisposable
{
    private const int NormParts = 64;
    private const double ClipEpsilon = 1e-6;
    private readonly TrainingSession _session;
    private readonly AdamW _settings;
    private readonly PanelRange[] _ranges;
    private readonly double[] _decays;
    private readonly double[] _normParts = new double[NormParts];
    private double _rate;
    private long _labels;

    public AdamWOptimizer(TrainingSession session, AdamW settings)
    {
        ModelDescription description = session.Model.Description;
        _session = session;
        _settings = settings;
        _ranges = PanelRange.Divide(description, static info => info.IsTrained);
        _decays = new double[description.Parameters.Length];
        this.First = new NativeArena(description.GradientFloats, $"{description.Name}: the first moments");

        try
        {
            this.Second = new NativeArena(description.GradientFloats, $"{description.Name}: the second moments");
        }
        catch
        {
            this.First.Dispose();

            throw;
        }

        session.AddArenas(this.First, this.Second);

        for (int parameter = 0; parameter < _decays.Length; parameter++)
        {
            _decays[parameter] = settings.DecayOf(description.Parameters[parameter].Name);
        }
    }

    /// <summary>Updates so far.</summary>
    public long Step { get; set; }

    /// <summary>The first moment, laid out like the gradients.</summary>
    public NativeArena First { get; }

    /// <summary>The second moment, laid out like the gradients.</summary>
    public NativeArena Second { get; }

    /// <summary>Updates the parameters and the session's copies from the session's gradients.</summary>
    /// <param name="labels">What the summed gradients are divided by.</param>
    /// <param name="rate">The learning rate.</param>
    /// <returns>The norm of all gradients after the division and before clipping.</returns>
    /// <exception cref="NonFiniteGradientException">A gradient is infinite or NaN; nothing has been changed.</exception>
    public double Update(long labels, double rate)
    {
        _labels = labels;
        _rate = rate;
        _session.Workers.Run(this);
        double norm = this.Norm();

        if (!double.IsFinite(norm))
        {
            throw new NonFiniteGradientException(this.Step, this.FindNonFinite());
        }

        this.Step++;
        _session.Model.MarkParametersChanged();
        _session.MarkCopied();

        return norm;
    }

    /// <inheritdoc/>
    public void Execute(Team team, int worker)
    {
        while (team.Claim(NormParts, out int part))
        {
            _normParts[part] = this.SumSquares(part);
        }

        team.Barrier();

        // Every thread adds the same parts in the same order and comes to the same decision.
        double norm = this.Norm();

        if (double.IsFinite(norm))
        {
            double scale = this.ClipCoefficient(norm) / _labels;

            while (team.Claim(_ranges.Length, out int item))
            {
                this.Update(_ranges[item], scale);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        this.First.Dispose();
        this.Second.Dispose();
    }

    private double SumSquares(int part)
    {
        nuint length = _session.Gradients.Length;
        nuint partLength = ((length / NormParts) + 16) & ~(nuint)15;
        nuint start = Math.Min(length, (nuint)part * partLength);

        return AdamWKernel.SumSquares(_session.Gradients.Pointer + start, Math.Min(partLength, length - start));
    }

    private double Norm()
    {
        double sum = 0;

        foreach (double part in _normParts)
        {
            sum += part;
        }

        return Math.Sqrt(sum) / _labels;
    }

    private double ClipCoefficient(double norm) =>
        _settings.ClipNorm is double clip ? Math.Min(1, clip / (norm + ClipEpsilon)) : 1;

    private void Update(PanelRange range, double scale)
    {
        ParameterInfo info = _session.Model.Description.Parameters[range.Parameter];
        AdamWFactors factors = AdamWFactors.Compute(_settings, this.Step, _rate, _decays[range.Parameter], scale);
        nuint start = range.Start(info);
        nuint gradient = info.GradientOffset + (start - info.Offset);
        float* parameters = _session.Model.Parameters.Pointer + start;
        AdamWKernel.Update(
            parameters, _session.Gradients.Pointer + gradient, this.First.Pointer + gradient, this.Second.Pointer + gradient,
            range.Length, factors);

        // A range fits the caches: the copy reads what has just been written there.
        if (ParameterCopies.Holds(_session.Copies.Length, info))
        {
            ParameterCopies.Write(info, range, parameters, _session.Copies.Pointer);
        }
    }

    private string FindNonFinite()
    {
        foreach (ParameterInfo info in _session.Model.Description.Parameters)
        {
            float* gradient = _session.Gradients.Pointer + info.GradientOffset;

            if (info.IsTrained && !double.IsFinite(AdamWKernel.SumSquares(gradient, (nuint)info.PaddedCount)))
            {
                return info.Name;
            }
        }

        return "padding between parameters";
    }
}
