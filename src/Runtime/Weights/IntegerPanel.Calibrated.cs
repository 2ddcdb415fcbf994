using System;
using System.Runtime.Intrinsics;
using Weft.Shared;

namespace Weft;

// Rounding for the inputs that a product has.
internal abstract unsafe partial class IntegerPanel
{
    // What errors add to weights may make scales larger: there is room for so many times as much, and twice that in a float16.
    private const float Headroom = 8;

    /// <summary>Stores a panel whose rows are rounded one after another, each with what the errors of those before it add.</summary>
    /// <param name="source">[<paramref name="rows"/>, 16].</param>
    /// <param name="destination">As many floats as <see cref="WeightPanel.Floats"/> says.</param>
    /// <param name="rows">A multiple of 16.</param>
    /// <param name="feedback">Of as many inputs.</param>
    /// <returns>False where there is no scale for a column: an element is infinite or NaN.</returns>
    public bool TryWrite(float* source, float* destination, int rows, RoundingFeedback feedback)
    {
        Vector512<float> largest = this.LargestScale(source, rows);

        if (!Vector512.LessThanOrEqualAll(largest, Vector512.Create(float.MaxValue / Headroom)))
        {
            return false;
        }

        Vector512<float> factors = Factors(largest * Vector512.Create(Headroom));
        factors.Store(destination);
        Vector512<float>[] weights = new Vector512<float>[rows];
        Vector512<float>[] errors = new Vector512<float>[rows];

        for (int place = 0; place < rows; place++)
        {
            weights[place] = *Row(source, feedback.Order[place]) / factors;
        }

        for (int place = 0; place < rows;)
        {
            int group = feedback.Order[place] / this.GroupRows;
            int count = this.CountOf(group * this.GroupRows, rows);
            this.WriteGroup(weights, errors.AsSpan(0, place + count), count, this.GroupAt(destination, group), feedback);
            place += count;
        }

        return true;
    }

    // The last of the errors are those of the group, which are not known yet.
    private void WriteGroup(
        ReadOnlySpan<Vector512<float>> weights, Span<Vector512<float>> errors, int count, byte* group, RoundingFeedback feedback)
    {
        int start = errors.Length - count;
        Vector512<float>* rows = stackalloc Vector512<float>[count];
        float* importance = stackalloc float[count];

        for (int i = 0; i < count; i++)
        {
            rows[i] = weights[start + i] + Sum(errors[..start], feedback.Parts(start + i)[..start]);
            importance[i] = feedback.Importance(start + i);
        }

        this.WriteScales(rows, importance, group, count);
        this.SearchScales(rows, importance, weights.Slice(start, count), start, group, feedback);
        Steps steps = this.StepsOf(group);

        for (int i = 0; i < count; i++)
        {
            int row = feedback.Order[start + i] % this.GroupRows;
            Vector512<float> weight = rows[i] + Sum(errors.Slice(start, i), feedback.Parts(start + i)[start..]);
            this.RoundRow((float*)&weight, in steps, group, row);
            errors[start + i] = weights[start + i] - this.Values(group, row);
        }
    }

    // Between which two integers weights lie, and how near to one, is another draw with each scale and zero: every column has its best.
    private void SearchScales(
        Vector512<float>* rows,
        float* importance,
        ReadOnlySpan<Vector512<float>> weights,
        int start,
        byte* group,
        RoundingFeedback feedback)
    {
        Vector512<float> writtenScales = Scales(group), writtenZeros = this.Zeros(group);
        Vector512<float> bestScales = writtenScales, bestZeros = writtenZeros;
        Vector512<float> leastLoss = Vector512.Create(float.PositiveInfinity);

        foreach (float factor in this.ScaleFactors)
        {
            StoreScales(writtenScales * Vector512.Create(factor), group);
            Vector512<float> scales = Scales(group);

            foreach (int shift in this.ZeroShifts)
            {
                Vector512<float> zeros = this.Shifted(writtenZeros, shift);
                Vector512<float> loss = this.LossOf(scales, zeros, rows, importance, weights, start, feedback);

                // Where there is no weight, nothing is a number, and nothing is better.
                Vector512<float> isBetter = Vector512.LessThan(loss, leastLoss);
                leastLoss = Vector512.ConditionalSelect(isBetter, loss, leastLoss);
                bestScales = Vector512.ConditionalSelect(isBetter, scales, bestScales);
                bestZeros = Vector512.ConditionalSelect(isBetter, zeros, bestZeros);
            }
        }

        StoreScales(bestScales, group);
        this.StoreZeros(bestZeros, group);
    }

    private Vector512<float> LossOf(
        Vector512<float> scales,
        Vector512<float> zeros,
        Vector512<float>* rows,
        float* importance,
        ReadOnlySpan<Vector512<float>> weights,
        int start,
        RoundingFeedback feedback)
    {
        Span<Vector512<float>> errors = stackalloc Vector512<float>[weights.Length];
        Vector512<float> parts = Vector512.Create((float)this.PartsOfStep);
        (Vector512<float> steps, Vector512<float> shift) = (scales * parts, zeros / parts);
        Vector512<float> loss = Vector512<float>.Zero;

        for (int i = 0; i < errors.Length; i++)
        {
            Vector512<float> wanted = rows[i] + Sum(errors[..i], feedback.Parts(start + i)[start..]);
            Vector512<float> integers = Vector512.Round((wanted / steps) + shift);
            integers = Vector512.Min(Vector512.Max(integers, Vector512.Create((float)least)), Vector512.Create((float)largest));
            Vector512<float> value = (integers - shift) * steps;
            errors[i] = weights[i] - value;
            loss += (wanted - value) * (wanted - value) * Vector512.Create(importance[i]);
        }

        return loss;
    }

    // As many parts of a step larger, but between the least integer and the largest.
    private Vector512<float> Shifted(Vector512<float> zeros, int parts) => Vector512.Min(
        Vector512.Max(zeros + Vector512.Create((float)parts), Vector512<float>.Zero),
        Vector512.Create((float)(this.PartsOfStep * largest)));

    private static Vector512<float> Scales(byte* group)
    {
        Vector512<float> scales = default;

        for (int column = 0; column < Panels.Width; column++)
        {
            scales = scales.WithElement(column, ScaleOf(group, column));
        }

        return scales;
    }

    private static void StoreScales(Vector512<float> scales, byte* group)
    {
        for (int column = 0; column < Panels.Width; column++)
        {
            StoreScale(scales[column], (ushort*)group + column);
        }
    }

    private Vector512<float> Zeros(byte* group)
    {
        Vector512<float> zeros = default;

        for (int column = 0; this.HasZeros && column < Panels.Width; column++)
        {
            zeros = zeros.WithElement(column, group[this.Layout.ScaleBytes + column]);
        }

        return zeros;
    }

    private void StoreZeros(Vector512<float> zeros, byte* group)
    {
        for (int column = 0; this.HasZeros && column < Panels.Width; column++)
        {
            group[this.Layout.ScaleBytes + column] = (byte)zeros[column];
        }
    }

    private static Vector512<float> Sum(ReadOnlySpan<Vector512<float>> errors, ReadOnlySpan<float> parts)
    {
        Vector512<float> sum = Vector512<float>.Zero;

        for (int i = 0; i < errors.Length; i++)
        {
            sum += errors[i] * Vector512.Create(parts[i]);
        }

        return sum;
    }

    // A row as it is stored, in parts of the factors.
    private Vector512<float> Values(byte* group, int row)
    {
        Vector512<float> values = default;

        for (int column = 0; column < Panels.Width; column++)
        {
            values = values.WithElement(column, this.Value(group, column, row));
        }

        return values;
    }
}
