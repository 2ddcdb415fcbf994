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
    private readonly PanelRange[][] _wholes;
    private readonly PanelRange[] _parts;
    private readonly nuint _scratchFloats;
    private readonly NativeArena _scratch;
    private readonly int _moments;
    private readonly double[] _decays;
    private readonly double[] _rateFactors;
    private readonly double[] _ownParts;
    private readonly double[] _gatheredParts;
    private double _rate;
    private double _labels;
    private double _scale;
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
        _moments = settings.Moments.Count;
        _exchange = exchange;
        _share = exchange.Share;
        _ownParts = new double[GradientShare.MostParts(exchange.Count)];
        _gatheredParts = new double[_ownParts.Length * exchange.Count];
        _ranges = PanelRange.Divide(description, static info => info.IsTrained);
        _parts = [.. _ranges.Where(range => !settings.TakesWhole(description.Parameters[range.Parameter]))];
        _wholes =
        [
            .. _ranges.Except(_parts).Where(range => this.IsOwn(description.Parameters[range.Parameter]))
                .GroupBy(static range => range.Parameter).Select(static whole => whole.ToArray()),
        ];
        _decays = new double[description.Parameters.Length];
        _rateFactors = new double[description.Parameters.Length];
        _scratchFloats = _wholes.Select(whole => settings.ScratchFloats(description.Parameters[whole[0].Parameter])).DefaultIfEmpty().Max();
        _scratch = new NativeArena(
            _scratchFloats * (nuint)session.Workers.Count, $"{description.Name}: the temporaries of {settings.Name}");

        try
        {
            this.Moments = this.Reserve(averageDecay);
        }
        catch
        {
            _scratch.Dispose();

            throw;
        }

        session.AddArenas([.. this.Moments.Select(static moment => moment.Arena), _scratch]);
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
    /// <param name="labels">What the summed gradients are divided by: labels, or their weights.</param>
    /// <param name="rate">The learning rate.</param>
    /// <returns>The norm of all gradients after the division and before clipping.</returns>
    /// <exception cref="NonFiniteGradientException">A gradient is infinite or NaN; nothing has been changed.</exception>
    public double Update(double labels, double rate)
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

        if (_phase == Phase.Exchange)
        {
            while (team.Claim(_ranges.Length, out int range))
            {
                this.Average!.Exchange(_ranges[range]);
            }

            return;
        }

        while (team.Claim(_wholes.Length + _parts.Length, out int item))
        {
            if (item < _wholes.Length)
            {
                this.UpdateWhole(_wholes[item], _scratch.Pointer + ((nuint)worker * _scratchFloats));
            }
            else
            {
                this.Update(_parts[item - _wholes.Length]);
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
        Array.ForEach(this.Moments, static moment => moment.Dispose());
        _scratch.Dispose();
    }

    // The shares of a rank have whole matrices where the optimizer takes them so.
    private bool IsOwn(ParameterInfo info) => info.GradientOffset >= _share.Start && info.GradientOffset < _share.End;

    private MomentArena Reserve(string prefix, string what, StoredMoments stored, Func<ParameterInfo, bool> has)
    {
        ModelDescription description = _session.Model.Description;
        MomentLayout layout = new(description, _session.Gradients.Length, has);

        return new MomentArena(prefix, $"{description.Name}: the {what}", layout, _share, stored, has);
    }

    private MomentArena[] Reserve(double? averageDecay)
    {
        List<MomentArena> moments = [];

        try
        {
            foreach (string name in _settings.Moments)
            {
                moments.Add(this.Reserve(
                    $"{_settings.Prefix}{name}.", $"{name.Replace('_', ' ')}s of {_settings.Name}",
                    StoredMoments.Of(_settings.Storage, isSecond: moments.Count > 0),
                    info => info.IsTrained && _settings.Keeps(info, name)));
            }

            if (averageDecay is not null)
            {
                moments.Add(this.Reserve(
                    ParameterAverage.Prefix, "average of the parameters", StoredMoments.Of(MomentStorage.Float32, isSecond: false),
                    static info => info.IsTrained));
            }

            return [.. moments];
        }
        catch
        {
            moments.ForEach(static moment => moment.Dispose());

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
            GradientShare share = new(_exchange.Parts, rank, _exchange.Count);

            for (int part = 0; part < share.EndPart - share.FirstPart; part++)
            {
                sum += _gatheredParts[(rank * _ownParts.Length) + part];
            }
        }

        return Math.Sqrt(sum) / _labels;
    }

    private double SumSquares(int part)
    {
        nuint start = _exchange.Parts.Start(part);
        nuint end = _exchange.Parts.Start(part + 1);

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
        nuint end = Math.Min(gradient + range.Length, _share.End);

        if (start >= end)
        {
            return;
        }

        float* parameters = _session.Model.Parameters.Pointer + parameter;
        nuint own = start - _share.Start;
        _settings.Update(this.FactorsOf(range.Parameter), this.Place(parameters + (start - gradient), own, end - start));
        this.Average?.Update(this.Step, parameters + (start - gradient), own, end - start);

        // A range fits the caches: the copy reads what has just been written there.
        this.WriteCopy(info, range);
    }

    // All ranges of a parameter, of which the share has the whole.
    private void UpdateWhole(PanelRange[] ranges, float* scratch)
    {
        int index = ranges[0].Parameter;
        ParameterInfo info = _session.Model.Description.Parameters[index];
        float* parameters = _session.Model.Parameters.Pointer + info.Offset;
        nuint length = (nuint)info.PaddedCount;
        nuint own = info.GradientOffset - _share.Start;
        _settings.UpdateWhole(info, this.FactorsOf(index), this.Place(parameters, own, length), scratch);
        this.Average?.Update(this.Step, parameters, own, length);

        foreach (PanelRange range in ranges)
        {
            this.WriteCopy(info, range);
        }
    }

    private UpdateFactors FactorsOf(int parameter) =>
        new(this.Step, _rate * _rateFactors[parameter], _decays[parameter], _scale);

    private UpdatePlace Place(float* parameters, nuint own, nuint length) =>
        new(parameters, _exchange.Sums + own, this.MomentAt(0, own), this.MomentAt(1, own), length, _share.Start + own);

    private byte* MomentAt(int moment, nuint own) => moment < _moments ? this.Moments[moment].At(_share.Start + own) : null;

    private void WriteCopy(ParameterInfo info, PanelRange range)
    {
        if (this.WritesCopies && ParameterCopies.Holds(_session.Copies.Length, info))
        {
            float* parameters = _session.Model.Parameters.Pointer + range.Start(info);
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
        nuint end = Math.Min(info.GradientOffset + (nuint)info.PaddedCount, _share.End);

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
