using System;

namespace Weft;

/// <summary>
/// Finds the fastest size of the team for passes of one kind, from the time that passes take: how many threads gain something depends on
/// the work, on where the system runs them, and on what else runs there. Now and then three passes go to a team of the next size, and it
/// stays where it was faster than three passes of the present one before and three after. What loses is tried half as often from then on.
/// </summary>
internal sealed class TeamTuner
{
    /// <summary>
    /// Passes of which the middle one counts: the first of a team wakes threads or fills caches, and any may be interrupted.
    /// </summary>
    private const int Passes = 3;

    private const int ShortestPause = 64;
    private const int LongestPause = 4096;

    /// <summary>The part of the present team's time in which another one has to do a pass to replace it.</summary>
    private const double Gain = 0.97;

    /// <summary>The part of the present team's time with which another one has lost after two passes.</summary>
    private const double Loss = 1.3;

    private readonly int _sizes;
    private readonly double[] _times = new double[3 * Passes];
    private int _size;
    private int _step = 1;
    private int _interval = ShortestPause / 2;
    private int _pause = Passes;
    private int _trial;

    /// <param name="sizes">Sizes of teams, in order.</param>
    /// <param name="first">The number of the size to begin with.</param>
    public TeamTuner(int sizes, int first)
    {
        _sizes = sizes;
        _size = first;
        this.TurnAtEnds();
    }

    /// <summary>The number of the size for the next pass.</summary>
    public int Size => _trial / Passes == 1 ? _size + _step : _size;

    /// <summary>Takes the time of a pass of <see cref="Size"/>, in any unit.</summary>
    public void Report(double time)
    {
        if (_sizes == 1)
        {
            return;
        }

        if (_pause > 0)
        {
            _pause--;

            return;
        }

        _times[_trial++] = time;

        if (_trial == Passes + 2 && Math.Min(_times[Passes], time) > Loss * this.MiddleFrom(0))
        {
            this.Stay();
        }
        else if (_trial == _times.Length)
        {
            this.Decide();
        }
    }

    private void Decide()
    {
        if (this.MiddleFrom(Passes) >= Gain * Math.Min(this.MiddleFrom(0), this.MiddleFrom(2 * Passes)))
        {
            this.Stay();

            return;
        }

        // The next size in this direction follows at once.
        _trial = 0;
        _size += _step;
        _interval = ShortestPause;
        _pause = this.TurnAtEnds() ? _interval : 0;
    }

    private void Stay()
    {
        _trial = 0;
        _interval = Math.Min(2 * _interval, LongestPause);
        _pause = _interval;
        _step = -_step;
        _ = this.TurnAtEnds();
    }

    private double MiddleFrom(int pass)
    {
        (double a, double b, double c) = (_times[pass], _times[pass + 1], _times[pass + 2]);

        return Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
    }

    private bool TurnAtEnds()
    {
        if (_size + _step >= 0 && _size + _step < _sizes)
        {
            return false;
        }

        _step = -_step;

        return true;
    }
}
