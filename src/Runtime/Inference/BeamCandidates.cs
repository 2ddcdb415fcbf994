using System;
using System.Numerics;

namespace Weft;

/// <summary>
/// The likeliest next tokens of every row of a pass: their log-probabilities are logit - log(sum(exp(logits))). Rows are work items,
/// so the result is the same on any number of threads.
/// </summary>
internal sealed class BeamCandidates(DecoderSession session, int count) : IParallelWork
{
    private readonly int[] _tokens = new int[session.SlotCapacity * count];
    private readonly float[] _logits = new float[session.SlotCapacity * count];
    private readonly double[] _normalizers = new double[session.SlotCapacity];
    private int _rows;

    /// <summary>Candidates of a row.</summary>
    public int Count { get; } = Math.Min(count, session.Description.Outputs);

    /// <summary>Finds the candidates of the first rows of the session's last pass.</summary>
    /// <exception cref="InvalidOperationException">A logit is NaN.</exception>
    public void Find(int rows)
    {
        _rows = rows;
        session.Workers.Run(this);

        for (int row = 0; row < rows; row++)
        {
            if (!double.IsFinite(_normalizers[row]))
            {
                throw new InvalidOperationException("A logit is infinite or no number: the model's parameters are damaged.");
            }
        }
    }

    /// <summary>A candidate's token; the likeliest is the first, and of equally likely ones the one with the smaller id.</summary>
    public int Token(int row, int rank) => _tokens[(row * count) + rank];

    /// <summary>A candidate's log-probability.</summary>
    public double LogProbability(int row, int rank) => _logits[(row * count) + rank] - _normalizers[row];

    /// <summary>The log-probability of any token.</summary>
    public double LogProbabilityOf(int row, int token) => session.LogitsAt(row)[token] - _normalizers[row];

    /// <inheritdoc/>
    public void Execute(Team team, int worker)
    {
        while (team.Claim(_rows, out int row))
        {
            ReadOnlySpan<float> logits = session.LogitsAt(row);
            this.Rank(row, logits);
            _normalizers[row] = SumExponentials(logits, _logits[row * count]);
        }
    }

    // Kept sorted; almost every logit is below the last one.
    private void Rank(int row, ReadOnlySpan<float> logits)
    {
        Span<int> tokens = _tokens.AsSpan(row * count, this.Count);
        Span<float> best = _logits.AsSpan(row * count, this.Count);
        best.Fill(float.NegativeInfinity);

        for (int token = 0; token < logits.Length; token++)
        {
            if (logits[token] > best[^1])
            {
                int place = best.Length - 1;

                for (; place > 0 && logits[token] > best[place - 1]; place--)
                {
                    best[place] = best[place - 1];
                    tokens[place] = tokens[place - 1];
                }

                best[place] = logits[token];
                tokens[place] = token;
            }
        }
    }

    // log(sum(exp(logits))), the largest taken out so that nothing overflows.
    private static double SumExponentials(ReadOnlySpan<float> logits, float largest)
    {
        Vector<float> shift = new(largest);
        Vector<float> sums = Vector<float>.Zero;
        int whole = logits.Length - (logits.Length % Vector<float>.Count);

        for (int token = 0; token < whole; token += Vector<float>.Count)
        {
            sums += Vector.Exp(new Vector<float>(logits[token..]) - shift);
        }

        double sum = Vector.Sum(sums);

        for (int token = whole; token < logits.Length; token++)
        {
            sum += Math.Exp((double)logits[token] - largest);
        }

        return largest + Math.Log(sum);
    }
}
