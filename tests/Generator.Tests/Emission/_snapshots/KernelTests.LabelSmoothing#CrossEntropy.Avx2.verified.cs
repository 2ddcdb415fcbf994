/// <summary>
/// losses[row] = log(sum(exp(z))) - 0.9f * z[label] - 0.1f * mean(z) over 11 classes, 0 where the label is negative;
/// with the gradient, z becomes softmax(z) - 0.9f * [label] - 0.009090909f, or 0 in an ignored row. Panels are the outer loop, so that
/// long rows are read in order.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void CrossEntropy11Smoothing0p1Rows12(float* logits, int* labels, float* losses, bool withGradient, nint row, nint rows)
{
    unchecked
    {
        logits = &logits[row * 16];
        labels = &labels[row];
        losses = &losses[row];
        float* maxima = stackalloc float[768]; // [48, 16]: the greatest z, lane by lane; then of all lanes, in front
        float* sums = stackalloc float[768]; // [48, 16]: the sum of exp(z - max), lane by lane; then what the gradient is scaled by, in front
        float* totals = stackalloc float[768]; // [48, 16]: the sum of z, lane by lane
        new Span<float>(maxima, (int)rows * 16).Fill(float.NegativeInfinity);

        // The greatest logit of each row.
        // One panel of 11 columns.
        for (nint i = 0; i < rows * 16; i += 16)
        {
            Vector256<float>* logitsRow = (Vector256<float>*)&logits[i];
            Vector256<float>* maximaRow = (Vector256<float>*)&maxima[i];
            Vector256<float> z0 = logitsRow[0];
            Vector256<float> z1 = Vector256.ConditionalSelect(
                Vector256.Create(-1, -1, -1, 0, 0, 0, 0, 0).AsSingle(), logitsRow[1], Broadcast(float.NegativeInfinity));
            maximaRow[0] = Vector256.MaxNative(maximaRow[0], Vector256.MaxNative(z0, z1));
        }

        for (nint i = 0; i < rows; i++)
        {
            Vector256<float>* maximaRow = (Vector256<float>*)&maxima[i * 16];
            float maximum = Maximum(maximaRow[0]);
            maxima[i * 16] = maximum;
            losses[i] = labels[i] < 0 ? 0 : maximum - 0.9f * logits[i * 16 + labels[i]];
        }

        // exp(z - max) in the place of z, and the sums of each row.
        // One panel of 11 columns.
        for (nint i = 0; i < rows * 16; i += 16)
        {
            Vector256<float>* logitsRow = (Vector256<float>*)&logits[i];
            Vector256<float> maximum = Broadcast(maxima[i]);
            Vector256<float> z0 = logitsRow[0];
            Vector256<float> z1 = logitsRow[1];
            Vector256<float>* totalsRow = (Vector256<float>*)&totals[i];
            totalsRow[0] += z0 + z1;
            Vector256<float> e0 = ExpBounded(z0 - maximum);
            Vector256<float> e1 = Vector256.ConditionalSelect(
                Vector256.Create(-1, -1, -1, 0, 0, 0, 0, 0).AsSingle(), ExpBounded(z1 - maximum), Vector256<float>.Zero);
            logitsRow[0] = e0;
            logitsRow[1] = e1;
            Vector256<float>* sumsRow = (Vector256<float>*)&sums[i];
            sumsRow[0] += e0 + e1;
        }

        // The losses. What the gradient adds to every class replaces the maxima.
        for (nint i = 0; i < rows; i++)
        {
            Vector256<float>* sumsRow = (Vector256<float>*)&sums[i * 16];
            double sum = WideSum(sumsRow[0]);
            Vector256<float>* totalsRow = (Vector256<float>*)&totals[i * 16];

            if (labels[i] >= 0)
            {
                losses[i] += MathF.Log((float)sum) - Vector256.Sum(totalsRow[0]) * 0.009090909f;
            }

            sums[i * 16] = labels[i] < 0 ? 0 : (float)(1 / sum);
            maxima[i * 16] = labels[i] < 0 ? 0 : -0.009090909f;
        }

        if (!withGradient)
        {
            return;
        }

        // softmax - target.
        // One panel of 11 columns.
        for (nint i = 0; i < rows * 16; i += 16)
        {
            Vector256<float>* logitsRow = (Vector256<float>*)&logits[i];
            Vector256<float> scale = Broadcast(sums[i]);
            Vector256<float> lessUniform = Broadcast(maxima[i]);
            logitsRow[0] = Vector256.FusedMultiplyAdd(logitsRow[0], scale, lessUniform);
            logitsRow[1] = Vector256.ConditionalSelect(
                Vector256.Create(-1, -1, -1, 0, 0, 0, 0, 0).AsSingle(), Vector256.FusedMultiplyAdd(logitsRow[1], scale, lessUniform),
                Vector256<float>.Zero);
        }

        for (nint i = 0; i < rows; i++)
        {
            if (labels[i] >= 0)
            {
                logits[i * 16 + labels[i]] -= 0.9f;
            }
        }
    }
}
