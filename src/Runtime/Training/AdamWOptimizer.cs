using System;

namespace Weft;

/// <summary>
/// The moments of AdamW and its update: one pass over the sums of gradients for their norm, one over everything that also writes the
/// transposed copies; of several ranks, each takes its share. Work is divided by shape alone, so that the same seed gives the same bits at
/// any number of threads and ranks. Allocates nothing per step.
/// </summary>
internal sealed unsafe class AdamWOptimizer : IParallelWork, IDisposable
{
    private const double ClipEpsilon = 1e-6;
    private readonly TrainingSession _session;
    private readonly AdamW _settings;
    private readonly GradientExchange _exchange;
    private readonly GradientShare _share;
    private readonly PanelRange[] _ranges;
    private readonly double[] _decays;
    private readonly double[] _rateFactors;
    private readonly double[] _ownParts;
    private readonly double[] _gatheredParts;
    private double _rate;
    private long _labels;
    private double _scale;
    private bool _updates;

    public AdamWOptimizer(TrainingSession session, AdamW settings, GradientExchange exchange)
    {
        ModelDescription description = session.Model.Description;
        settings.CheckGroups(description);
        _session = session;
        _settings = settings;
        _exchange = exchange;
        _share = exchange.Share;
        _ownParts = new double[GradientShare.MostParts(exchange.Count)];
        _gatheredParts = new double[_ownParts.Length * exchange.Count];
        _ranges = PanelRange.Divide(description, static info => info.IsTrained);
        _decays = new double[description.Parameters.Length];
        _rateFactors = new double[description.Parameters.Length];
        this.First = new NativeArena(_share.Length, $"{description.Name}: the first moments");

        try
        {
            this.Second = new NativeArena(_share.Length, $"{description.Name}: the second moments");
        }
        catch
        {
            this.First.Dispose();

            throw;
        }

        session.AddArenas(this.First, this.Second);

        for (int parameter = 0; parameter < _decays.Length; parameter++)
        {
            string name = description.Parameters[parameter].Name;
            _decays[parameter] = settings.DecayOf(name);
            _rateFactors[parameter] = settings.RateFactorOf(name);
        }
    }

    /// <summary>Updates so far.</summary>
    public long Step { get; set; }

    /// <summary>The first moment, laid out like the gradients of this rank's share.</summary>
    public NativeArena First { get; }

    /// <summary>The second moment, laid out like the gradients of this rank's share.</summary>
    public NativeArena Second { get; }

    /// <summary>What a checkpoint has of it.</summary>
    public MomentArena[] Moments => [new("adamw.first_moment.", this.First), new("adamw.second_moment.", this.Second)];

    /// <summary>Updates the parameters and the session's copies from the sums of gradients.</summary>
    /// <param name="labels">What the summed gradients are divided by.</param>
    /// <param name="rate">The learning rate.</param>
    /// <returns>The norm of all gradients after the division and before clipping.</returns>
    /// <exception cref="NonFiniteGradientException">A gradient is infinite or NaN; nothing has been changed.</exception>
    public double Update(long labels, double rate)
    {
        _labels = labels;
        _rate = rate;
        double norm = this.ComputeNorm();

        if (!double.IsFinite(norm))
        {
            throw new NonFiniteGradientException(this.Step, this.FindNonFinite());
        }

        _scale = this.ClipCoefficient(norm) / labels;
        _updates = true;
        _session.Workers.Run(this);
        _exchange.ShareParameters();
        this.Step++;
        _session.Model.MarkParametersChanged();

        if (this.WritesCopies)
        {
            _session.MarkCopied();
        }

        return norm;
    }

    /// <inheritdoc/>
    public void Execute(Team team, int worker)
    {
        if (_updates)
        {
            while (team.Claim(_ranges.Length, out int item))
            {
                this.Update(_ranges[item]);
            }

            return;
        }

        while (team.Claim(_share.EndPart - _share.FirstPart, out int part))
        {
            _ownParts[part] = this.SumSquares(_share.FirstPart + part);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        this.First.Dispose();
        this.Second.Dispose();
    }

    // Of several ranks, none has all that a copy is made of before the others' parameters have come.
    private bool WritesCopies => _exchange.Count == 1;

    private double ComputeNorm()
    {
        _updates = false;
        _session.Workers.Run(this);
        _exchange.Gather(_ownParts, _gatheredParts);
        double sum = 0;

        for (int rank = 0; rank < _exchange.Count; rank++)
        {
            GradientShare share = new(_session.Gradients.Length, rank, _exchange.Count);

            for (int part = 0; part < share.EndPart - share.FirstPart; part++)
            {
                sum += _gatheredParts[(rank * _ownParts.Length) + part];
            }
        }

        return Math.Sqrt(sum) / _labels;
    }

    private double SumSquares(int part)
    {
        nuint start = GradientShare.PartStart(_session.Gradients.Length, part);
        nuint end = GradientShare.PartStart(_session.Gradients.Length, part + 1);

        return AdamWKernel.SumSquares(_exchange.Sums + (start - _share.Start), end - start);
    }

    private double ClipCoefficient(double norm) =>
        _settings.ClipNorm is double clip ? Math.Min(1, clip / (norm + ClipEpsilon)) : 1;

    private void Update(PanelRange range)
    {
        ParameterInfo info = _session.Model.Description.Parameters[range.Parameter];
        nuint parameter = range.Start(info);
        nuint gradient = info.GradientOffset + (parameter - info.Offset);
        nuint start = Math.Max(gradient, _share.Start);
        nuint end = Math.Min(gradient + range.Length, _share.Start + _share.Length);

        if (start >= end)
        {
            return;
        }

        AdamWFactors factors = AdamWFactors.Compute(
            _settings, this.Step, _rate * _rateFactors[range.Parameter], _decays[range.Parameter], _scale);
        float* parameters = _session.Model.Parameters.Pointer + parameter;
        nuint own = start - _share.Start;
        AdamWKernel.Update(
            parameters + (start - gradient), _exchange.Sums + own, this.First.Pointer + own, this.Second.Pointer + own, end - start,
            factors);

        // A range fits the caches: the copy reads what has just been written there.
        if (this.WritesCopies && ParameterCopies.Holds(_session.Copies.Length, info))
        {
            ParameterCopies.Write(info, range, parameters, _session.Copies.Pointer);
        }
    }

    // Every rank looks in its share only, and the first parameter that one of them finds is the one of all.
    private string FindNonFinite()
    {
        ReadOnlySpan<ParameterInfo> parameters = _session.Model.Description.Parameters.AsSpan();
        int own = 0;

        while (own < parameters.Length && this.IsFinite(parameters[own]))
        {
            own++;
        }

        double[] found = new double[_exchange.Count];
        _exchange.Gather([own], found);
        int first = own;

        foreach (double other in found)
        {
            first = Math.Min(first, (int)other);
        }

        return first < parameters.Length ? parameters[first].Name : "padding between parameters";
    }

    private bool IsFinite(ParameterInfo info)
    {
        nuint start = Math.Max(info.GradientOffset, _share.Start);
        nuint end = Math.Min(info.GradientOffset + (nuint)info.PaddedCount, _share.Start + _share.Length);

        return !info.IsTrained || start >= end
            || double.IsFinite(AdamWKernel.SumSquares(_exchange.Sums + (start - _share.Start), end - start));
    }
}
