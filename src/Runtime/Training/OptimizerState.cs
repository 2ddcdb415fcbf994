using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft;

/// <summary>
/// What an optimizer keeps of the parameters, and its update: one pass over the sums of gradients for their norm, one over everything that
/// also writes the transposed copies; of several ranks, each takes its share. Work is divided by shape alone, so that the same seed gives
/// the same bits at any number of threads and ranks. Allocates nothing per step.
/// </summary>
internal sealed unsafe class OptimizerState : IParallelWork, IDisposable
{
    private const double ClipEpsilon = 1e-6;
    private readonly TrainingSession _session;
    private readonly Optimizer _settings;
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
    private readonly float* _first;
    private readonly float* _second;
    private Phase _phase;

    /// <param name="session">The session whose gradients it takes.</param>
    /// <param name="settings">The optimizer.</param>
    /// <param name="exchange">Where the sums of gradients are.</param>
    /// <param name="averageDecay">The decay of the average of the parameters; null for no average.</param>
    /// <exception cref="OutOfMemoryException">The system has no room for what is kept.</exception>
    public OptimizerState(TrainingSession session, Optimizer settings, GradientExchange exchange, double? averageDecay = null)
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
        this.Moments = this.Reserve(description, averageDecay);
        session.AddArenas([.. this.Moments.Select(static moment => moment.Arena)]);
        _first = settings.Moments.Count > 0 ? this.Moments[0].Arena.Pointer : null;
        _second = settings.Moments.Count > 1 ? this.Moments[1].Arena.Pointer : null;
        this.Average = averageDecay is double decay ? new ParameterAverage(session.Model, _share, this.Moments[^1].Arena, decay) : null;

        for (int parameter = 0; parameter < _decays.Length; parameter++)
        {
            string name = description.Parameters[parameter].Name;
            _decays[parameter] = settings.DecayOf(name);
            _rateFactors[parameter] = settings.RateFactorOf(name);
        }
    }

    /// <summary>Updates so far.</summary>
    public long Step { get; set; }

    /// <summary>What a checkpoint has of it: what the optimizer keeps, and the average.</summary>
    public MomentArena[] Moments { get; }

    /// <summary>The average of the parameters; null without one.</summary>
    public ParameterAverage? Average { get; }

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
        _phase = Phase.Update;
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
        if (_phase == Phase.Norm)
        {
            while (team.Claim(_share.EndPart - _share.FirstPart, out int part))
            {
                _ownParts[part] = this.SumSquares(_share.FirstPart + part);
            }

            return;
        }

        while (team.Claim(_ranges.Length, out int item))
        {
            if (_phase == Phase.Update)
            {
                this.Update(_ranges[item]);
            }
            else
            {
                this.Average!.Exchange(_ranges[item]);
            }
        }
    }

    /// <summary>Gives the model the average, and the average what the model had; a second time, all is as before.</summary>
    public void ExchangeAverage()
    {
        _phase = Phase.Exchange;
        _session.Workers.Run(this);
        _exchange.ShareParameters();
        _session.Model.MarkParametersChanged();
        this.Average!.IsInUse = !this.Average.IsInUse;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(this.Moments, static moment => moment.Arena.Dispose());
    }

    private MomentArena[] Reserve(ModelDescription description, double? averageDecay)
    {
        List<MomentArena> moments = [];

        try
        {
            foreach (string name in _settings.Moments)
            {
                moments.Add(new($"{_settings.Prefix}{name}.", new(_share.Length, $"{description.Name}: {_settings.Name}'s {name}")));
            }

            if (averageDecay is not null)
            {
                moments.Add(new(ParameterAverage.Prefix, new(_share.Length, $"{description.Name}: the average of the parameters")));
            }

            return [.. moments];
        }
        catch
        {
            moments.ForEach(static moment => moment.Arena.Dispose());

            throw;
        }
    }

    // Of several ranks, none has all that a copy is made of before the others' parameters have come.
    private bool WritesCopies => _exchange.Count == 1;

    private double ComputeNorm()
    {
        _phase = Phase.Norm;
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

        UpdateFactors factors = new(this.Step, _rate * _rateFactors[range.Parameter], _decays[range.Parameter], _scale);
        float* parameters = _session.Model.Parameters.Pointer + parameter;
        nuint own = start - _share.Start;
        float* first = _first is null ? null : _first + own;
        float* second = _second is null ? null : _second + own;
        _settings.Update(factors, new UpdatePlace(parameters + (start - gradient), _exchange.Sums + own, first, second, end - start));
        this.Average?.Update(this.Step, parameters + (start - gradient), own, end - start);

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

    private enum Phase
    {
        /// <summary>The norm of the gradients.</summary>
        Norm,

        /// <summary>The update.</summary>
        Update,

        /// <summary>The average against the parameters.</summary>
        Exchange,
    }
}
